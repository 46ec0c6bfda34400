-- Experiments: a dataset sent through variants of a prompt, a model or an upstream, and what every answer scored. What is compared is a copy: rows,
-- templates with their partials, rules. So an experiment still says what was done when its dataset or prompts have changed.

create table experiments (
    -- the run that sends its calls has the same id
    id uuid primary key references runs (id) on delete cascade deferrable initially deferred,
    project_id uuid not null references projects (id) on delete cascade,
    -- the dataset that its rows were copied from; it may have changed since, or be gone
    dataset_id uuid not null,
    dataset_name text not null,
    variants jsonb not null,
    rules jsonb not null,
    -- null = no model judges
    judge jsonb,
    -- the variant that the others are compared with
    baseline smallint not null,
    repetitions smallint not null check (repetitions between 1 and 5),
    row_count integer not null check (row_count > 0)
);
create index experiments_newest on experiments (project_id, id desc);

create table experiment_rows (
    experiment_id uuid not null references experiments (id) on delete cascade deferrable initially deferred,
    -- from 1, in the order of the dataset
    position integer not null,
    -- json, not jsonb: the order of the inputs stays as it was given
    inputs json not null,
    expected text,
    request text,
    upstream text,
    family text,
    method text,
    target text,
    headers bytea,
    exchange_id uuid,
    -- whether the exchange that it was copied from was erased, and what it held with it
    erased boolean not null,
    primary key (experiment_id, position)
);
create index experiment_rows_exchange on experiment_rows (exchange_id) where exchange_id is not null;

-- One answer: a row through a variant, once for each repetition. It has what the summary needs, for its exchange may be dropped before it.
create table experiment_cells (
    experiment_id uuid not null references experiments (id) on delete cascade deferrable initially deferred,
    -- position of the run's item that asks for the answer
    position integer not null,
    row_position integer not null,
    variant smallint not null,
    repetition smallint not null,
    exchange_id uuid,
    exchange_started_at timestamptz,
    -- of the exchange; null = not settled yet, nothing was sent, or its row never came
    outcome text,
    -- what went wrong, or why nothing was sent
    problem text,
    -- how the answer begins; null = there is none
    preview text,
    -- in the order of the rules: an array of {value, passed, reason}; null = not scored yet
    scores jsonb,
    latency_us bigint,
    first_token_us bigint,
    cost_usd numeric,
    estimated_cost_usd numeric,
    input_tokens bigint,
    output_tokens bigint,
    settled_at timestamptz,
    judge_exchange_id uuid,
    -- 0 to 1; null with a reason = it could not be said
    judge_score double precision check (judge_score between 0 and 1),
    judge_reason text,
    judged_at timestamptz,
    hand_score double precision check (hand_score between 0 and 1),
    hand_comment text,
    hand_by text,
    hand_at timestamptz,
    primary key (experiment_id, position)
);
create index experiment_cells_row on experiment_cells (experiment_id, row_position);
create index experiment_cells_exchange on experiment_cells (exchange_id) where exchange_id is not null;

-- Against which dataset, and by which rules, a new version of a prompt is tried.
create table regression_sets (
    prompt_id uuid primary key references prompts (id) on delete cascade,
    project_id uuid not null references projects (id) on delete cascade,
    dataset_id uuid not null references datasets (id) on delete cascade,
    rules jsonb not null,
    judge jsonb,
    marked_at timestamptz not null,
    marked_by text not null
);

-- Who erases an exchange erases what was copied from it and what was said of it in words; numbers stay. Days that retention drops are dropped as
-- whole tables, without a trigger: those copies stay.
create function erase_experiment_copies() returns trigger language plpgsql as $$
begin
    update experiment_rows r set inputs = '{}', expected = null, request = null, upstream = null, family = null, method = null, target = null,
        headers = null, erased = true
    from gone g, experiments e where r.exchange_id = g.id and e.id = r.experiment_id and e.project_id = g.project_id;
    update experiment_cells c set preview = null, problem = null, judge_reason = null, scores = (
        select jsonb_agg(jsonb_build_object('value', s.score -> 'value', 'passed', s.score -> 'passed', 'reason', '') order by s.n)
        from jsonb_array_elements(c.scores) with ordinality as s (score, n))
    from gone g, experiments e where c.exchange_id = g.id and e.id = c.experiment_id and e.project_id = g.project_id;
    return null;
end $$;
create trigger erase_experiment_copies after delete on exchanges
    referencing old table as gone for each statement execute function erase_experiment_copies();
