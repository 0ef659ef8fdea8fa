#!/usr/bin/env bash
# Builds, then runs a workload whose load moves about and says how even the nodes were; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx512m -XX:TieredStopAtLevel=1 "-Dzonescaler.home=$home" "-Dzonescaler.bench=$(ls "$home"/bench/target/zonescaler-bench-*.jar)" \
  -cp "$classpath" io.zonescaler.bench.WorkloadRun "$@"
