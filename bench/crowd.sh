#!/usr/bin/env bash
# Builds, then measures a crowd that no cut can thin out, on one thread and on several; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xms1g -Xmx1g -cp "$classpath" io.zonescaler.bench.CrowdBenchmark "$@"
