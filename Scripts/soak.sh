#!/bin/sh
# The long trials: what `make test` tries a little of, tried very often. Each prints its figure as a line of JSON, and
# the exit code is 1 when a promise was broken.
#
#   REEVE_KILLS         how often a whole node is killed (200)
#   REEVE_CALL_KILLS    how often a node is killed while calls are written (50)
#   REEVE_NATION_KILLS  how often one of three nodes that ask one another is killed (20)
#   REEVE_LOG_KILLS     how often two logs under load are killed (1000; the bar is 10000)
#   REEVE_ORACLE_CASES  decisions, and as many validations, compared with another implementation (1000000)
#   REEVE_ORACLE        `no` leaves that comparison out
#   REEVE_API_REQUESTS  how often the API is asked what its document allows and forbids (100000)
#   REEVE_SEEDS         how many crowds are judged and joined after each judgement in two ways (100)
#   REEVE_NATIONS       how many lives of a country of forces are simulated (10000)
#   REEVE_SOAK          the folder to work in (.reeve/soak)
set -eu
cd "$(dirname "$0")/.."
. Scripts/common.sh

Scripts/setup.sh test
swift=$(find_swift)
"$swift" build --product reeve >&2
"$swift" build -c release --product reeve-simulate --scratch-path .build-release >&2
simulate=$("$swift" build -c release --scratch-path .build-release --show-bin-path)/reeve-simulate
REEVE=$("$swift" build --show-bin-path)/reeve
REEVE_KILLS=${REEVE_KILLS:-200}
REEVE_NATION_KILLS=${REEVE_NATION_KILLS:-20}
REEVE_API_REQUESTS=${REEVE_API_REQUESTS:-100000}
REEVE_CALL_KILLS=${REEVE_CALL_KILLS:-50}
export REEVE REEVE_KILLS REEVE_NATION_KILLS REEVE_API_REQUESTS REEVE_CALL_KILLS
folder=${REEVE_SOAK:-$PWD/.reeve/soak}
mkdir -p "$folder"
broken=0

say "The log on a disk that fails, crashes and fills, from seeds"
"$simulate" ledger --seeds 1...1000 --json || broken=1
say "Forces that ask one another over a bad network, on bad disks, from seeds"
"$simulate" nation --seeds "1...${REEVE_NATIONS:-10000}" --json || broken=1
say "Every system call of the log's writing path failed in turn"
"$simulate" fail-calls --folder "$folder/fail-calls" || broken=1
say "Two logs killed under load"
"$simulate" kill --folder "$folder/kill" --times "${REEVE_LOG_KILLS:-1000}" || broken=1
say "Tampering and split views"
"$simulate" tamper --changes 10000 --splits 1000 || broken=1
say "Entries a second, and the time to a cosigned checkpoint"
"$simulate" bench --folder "$folder/bench" --seconds 5 || broken=1
rm -rf "$folder"

if [ "${REEVE_ORACLE:-yes}" = yes ]; then
    REEVE_ORACLE_PYTHON=$PWD/.reeve/venv/bin/python
    REEVE_ORACLE_CASES=${REEVE_ORACLE_CASES:-1000000}
    export REEVE_ORACLE_PYTHON REEVE_ORACLE_CASES
    "$swift" test --filter PolicyOracleTests || exit 1
    printf '{"measure": "rules against cedarpy", "bar": "T8", "decisions": %s, "validations": %s, "differences": 0}\n' \
        "$REEVE_ORACLE_CASES" "$REEVE_ORACLE_CASES"
fi

say "Judgements, each followed by joining everything anew, from seeds"
REEVE_SEEDS=${REEVE_SEEDS:-100} "$swift" test --filter ReformingTests || broken=1

for script in Tests/EndToEnd/*.sh; do
    [ ! -x "$script" ] || "$script" || broken=1
done
.reeve/venv/bin/python -B -m pytest -s -p no:cacheprovider Tests/EndToEnd || broken=1
exit "$broken"
