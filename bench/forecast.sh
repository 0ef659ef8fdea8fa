#!/usr/bin/env bash
# Builds, then says how well the load half a minute ahead is predicted, for each workload, without a cluster.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx512m -cp "$classpath" io.zonescaler.bench.ForecastRun
