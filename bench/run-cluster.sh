#!/usr/bin/env bash
# Builds, then runs the whole-cluster benchmark; --help lists its options. README.md here says more.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xms1g -Xmx1g "-Dzonescaler.home=$home" -cp "$classpath" io.zonescaler.bench.ClusterBenchmark "$@"
