#!/usr/bin/env bash
# Builds, then says how even plans for large clusters are and how long they take to make.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/build.sh"
exec java -Xmx1g -cp "$classpath" io.zonescaler.bench.PlannerRun
