#!/usr/bin/env bash
# Builds, then runs the JMH benchmarks; arguments are JMH's (-h lists them). README.md here says more.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -cp "$classpath" io.zonescaler.bench.MicroBenchmarks "$@"
