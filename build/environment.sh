# Sourced by run, test and CI: what every dotnet command of this repository needs to know.
# Sets $root; exports BlazorScriptFromRuntimePack (docs/decisions/0007) and switches off what dotnet says about itself.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# Build nodes left behind would hold memory long after the command has ended.
export MSBUILDDISABLENODEREUSE=1

# say TEXT: a line for the reader, on standard error so that standard output stays machine readable.
say() { printf '%s\n' "$*" >&2; }

# fail TEXT: say it and stop.
fail() {
    say "$*"
    exit 1
}

require_dotnet() {
    command -v dotnet > /dev/null || fail "The .NET SDK 10 is missing. Install it (https://dotnet.microsoft.com/download), then start again."
    (cd "$root" && dotnet --version > /dev/null 2>&1) \
        || fail "The .NET SDK 10 is missing; installed are: $(dotnet --list-sdks | tr '\n' ' '). Install it (https://dotnet.microsoft.com/download), then start again."
}

# Can Microsoft.AspNetCore.App.Internal.Assets, which holds blazor.web.js, be restored? Prints true when the runtime pack must
# stand in for it. One restore of an empty project, about two seconds; the answer is kept for this SDK.
blazor_script_from_runtime_pack() {
    local verdict=$root/artifacts/blazor-script-$(dotnet --version) probe log
    if [ -s "$verdict" ]; then
        cat "$verdict"
        return
    fi
    probe=$(mktemp -d)
    printf '%s\n' '<Project Sdk="Microsoft.NET.Sdk.Web">' \
        '<PropertyGroup><TargetFramework>net10.0</TargetFramework><RequiresAspNetWebAssets>true</RequiresAspNetWebAssets></PropertyGroup>' \
        '</Project>' > "$probe/probe.csproj"
    [ -f "$root/nuget.config" ] && cp "$root/nuget.config" "$probe/"
    if log=$(cd "$probe" && dotnet restore 2>&1); then
        echo false
        keep_verdict "$verdict" false
    else
        echo true
        # Only a feed that answered "there is no such package" has decided for good; a feed out of reach has not.
        case $log in *NU1101* | *NU1102*) keep_verdict "$verdict" true ;; esac
    fi
    rm -rf "$probe"
}

# The answer can be kept in a folder of our own only; without it the next command asks again.
keep_verdict() { { mkdir -p "${1%/*}" && echo "$2" > "$1"; } 2> /dev/null || true; }

require_dotnet
cd "$root" || exit 1
if [ -z "${BlazorScriptFromRuntimePack:-}" ]; then
    BlazorScriptFromRuntimePack=$(blazor_script_from_runtime_pack)
fi
export BlazorScriptFromRuntimePack
