#!/bin/sh
# fuzz.sh libfuzzer|replay TARGET CORPUS: reads the corpus, and for $FUZZ_SECONDS what can be made of it.
# What libFuzzer finds new is kept beside TARGET in found/; an input that breaks it is named in the output.  It begins
# with the seed $FUZZ_SEED, or 1: what broke once breaks again.  Who looks for more says another, or 0 for a new one.
set -eu
kind=$1 target=$2 corpus=$3 seconds=${FUZZ_SECONDS:-0}
if [ "$kind" = replay ]; then
    exec "$target" -t "$seconds" "$corpus"
fi
found=$(dirname "$target")/found/$(basename "$target")
mkdir -p "$found"
if [ "$seconds" = 0 ]; then
    exec "$target" -runs=0 -error_exitcode=1 "$corpus"
fi
exec "$target" -seed="${FUZZ_SEED:-1}" -max_total_time="$seconds" -timeout=10 -error_exitcode=1 -timeout_exitcode=1 -rss_limit_mb=2048 -max_len=20000 -print_final_stats=1 \
    -artifact_prefix="$found-" "$found" "$corpus"
