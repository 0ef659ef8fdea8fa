#!/usr/bin/env bash
# Builds, then looks for the largest world and the highest tick rate of this machine; --help lists its options.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java "-Dzonescaler.home=$home" -cp "$classpath" io.zonescaler.bench.LimitBenchmark "$@"
