#!/usr/bin/env bash
# Builds, then moves zones and says what went between the nodes because of that; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx512m -XX:TieredStopAtLevel=1 "-Dzonescaler.home=$home" "-Dzonescaler.bench=$(ls "$home"/bench/target/zonescaler-bench-*.jar)" \
  -cp "$classpath" io.zonescaler.bench.MovedBytesRun "$@"
