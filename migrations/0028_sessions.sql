-- Sessions as rows, so that they can be seen and ended; a second factor; and guesses counted by the name that was typed, whether or not
-- somebody has it: an unknown name then costs the same work and gets the same answer as a known one.

-- One sign-in of one browser.
create table account_sessions (
    id uuid primary key,
    account_id uuid not null references accounts (id) on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    ends_at timestamptz not null,
    address text not null,
    device text not null
);
create index account_sessions_account on account_sessions (account_id);
create index account_sessions_ends on account_sessions (ends_at);

-- One-time codes by time (RFC 6238). The secret is sealed with the master key; a step whose code was taken is not taken again.
create table account_authenticators (
    account_id uuid primary key references accounts (id) on delete cascade,
    secret bytea not null,
    started_at timestamptz not null,
    confirmed_at timestamptz,
    last_step bigint not null
);

-- What lets in somebody whose telephone is lost, each once: HMACs under the master key.
create table account_recovery_codes (
    account_id uuid not null references accounts (id) on delete cascade,
    digest bytea not null,
    primary key (account_id, digest)
);

-- The key is an HMAC of the name under the master key: people type passwords into the wrong field.
create table sign_in_guesses (
    name bytea primary key,
    failures integer not null,
    lockouts integer not null,
    locked_until timestamptz,
    last_at timestamptz not null
);
create index sign_in_guesses_last on sign_in_guesses (last_at);
