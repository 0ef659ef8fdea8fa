#!/usr/bin/env bash
# Harms the network between a world's nodes for a while, each node on a host of its own (a network namespace, joined by
# switch.py), with bots playing on all of them, and says what became of it. Needs Linux, root, iproute2, /dev/net/tun and
# Python 3; without them it is skipped.
#   bench/network.sh [--fault split|mute|deaf|slow] [--oldest] [--nodes 3] [--minority 1] [--backups 1] [--seconds 20] [--bots 100]
#     split: the minority and the others hear nothing of each other     mute: the minority is not heard, but hears
#     deaf: the minority hears nothing, but is heard                    slow: what it sends and gets comes --delay ms late
#                                                                      (default 40), and a part of it (--loss 0.01) never
#     the minority are the newest nodes, or, with --oldest, the oldest ones, the coordinator among them
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
fault=split nodes=3 minority=1 backups=1 seconds=20 bots=100 oldest=no delay=40 loss=0.01
while [ $# -gt 0 ]; do
  case "$1" in
    --fault) fault="$2" ;;
    --nodes) nodes="$2" ;;
    --minority) minority="$2" ;;
    --backups) backups="$2" ;;
    --seconds) seconds="$2" ;;
    --bots) bots="$2" ;;
    --oldest)
      oldest=yes
      shift
      continue
      ;;
    --delay) delay="$2" ;;
    --loss) loss="$2" ;;
    *)
      sed -n '2,9s/^# *//p' "${BASH_SOURCE[0]}"
      exit 1
      ;;
  esac
  shift 2
done
numbers() { seq -s, "$1" "$2"; }
# Ports of the switch; 0 is this host, where the bots are: they are on the side of the majority.
few="$(numbers $((nodes - minority + 1)) "$nodes")" most="$(numbers 0 $((nodes - minority)))"
calm=1 harmed="$nodes"
if [ "$oldest" = yes ]; then
  few="$(numbers 1 "$minority")" most="0,$(numbers $((minority + 1)) "$nodes")"
  calm="$nodes" harmed=1
fi
case "$fault" in
  split) harm="cut $few $most
cut $most $few" ;;
  mute) harm="cut $few $most" ;;
  deaf) harm="cut $most $few" ;;
  slow) harm="slow $few $most $delay $loss
slow $most $few $delay $loss" ;;
  *)
    echo "error: --fault $fault: it is split, mute, deaf or slow" >&2
    exit 1
    ;;
esac
if ! ip netns add zsprobe 2>/dev/null || ! [ -w /dev/net/tun ] || ! python3 --version >/dev/null 2>&1; then
  ip netns del zsprobe 2>/dev/null || true
  echo "SKIPPED: this machine makes no hosts of its own (root, iproute2, /dev/net/tun and python3 are needed)"
  exit 0
fi
ip netns del zsprobe

run="$(mktemp -d)"
cluster=()
finish() {
  for pid in "${cluster[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${cluster[@]}"; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
  kill "$switch_pid" 2>/dev/null || true
  for k in $(seq 1 "$nodes"); do ip netns del "zs$k" 2>/dev/null || true; done
}
trap finish EXIT

switch_pid=""
coproc SWITCH { exec "$home/bench/switch.py" $((nodes + 1)); }
exec {switch}>&"${SWITCH[1]}"
switch_pid="$SWITCH_PID"
read -r _ <&"${SWITCH[0]}"
ip addr add 10.77.0.254/24 dev zst0
ip link set zst0 up
for k in $(seq 1 "$nodes"); do
  ip netns add "zs$k"
  ip link set "zst$k" netns "zs$k"
  ip netns exec "zs$k" ip addr add "10.77.0.$k/24" dev "zst$k"
  ip netns exec "zs$k" ip link set "zst$k" up
  ip netns exec "zs$k" ip link set lo up
done

list() { seq -s, -f "$1" 1 "$nodes"; }
"$home/bin/zonescaler" --version >&2
jit=""
if [ "$(nproc)" -lt $((2 * nodes)) ]; then jit="-XX:TieredStopAtLevel=1"; fi
for k in $(seq 1 "$nodes"); do
  mkdir "$run/n$k"
  ZONESCALER_JAVA_OPTS="-Xms384m -Xmx384m $jit" ip netns exec "zs$k" "$home/bin/zonescaler" node \
    --name "n$k" --founders "$(list n%g)" --set "grid.host=10.77.0.$k" --set grid.unprotected=true --set "grid.discovery=$(list 10.77.0.%g:47500)" \
    --set "node.workDirectory=$run/n$k" --set grpc.port=7000 --set http.port=8000 --set "grid.backups=$backups" \
    >"$run/n$k/node.log" 2>&1 &
  cluster+=($!)
done
for k in $(seq 1 "$nodes"); do while [ ! -e "$run/n$k/ready" ]; do sleep 0.2; done; done

# all K: what node K tells; status K FIELD: of the world, as node K tells it
all() { ip netns exec "zs$1" curl -s -m 2 "http://10.77.0.$1:8000/api/v1/status"; }
status() {
  all "$1" | sed -n "s/.*\"world\":{[^}]*\"$2\":\"\{0,1\}\([^,\"]*\).*/\1/p"
}
echo "$nodes nodes with $backups backups; logs are in $run"
"$home/bin/zonescaler" --json bots --connect "$(list 10.77.0.%g:7000)" --count "$bots" --seconds $((seconds + 45)) \
  >"$run/bots.json" 2>"$run/bots.log" &
player=$!
sleep 12

echo "$fault: $minority of $nodes, for $seconds s, at tick $(status "$calm" tick)"
echo "$harm" >&"$switch"
# The longest time for which the majority showed no new tick, in ms.
paused=0 last="$(status "$calm" tick)" since="$(date +%s%3N)" begin="$SECONDS"
while [ $((SECONDS - begin)) -lt 8 ]; do
  tick="$(status "$calm" tick)"
  if [ "$tick" != "$last" ]; then
    at="$(date +%s%3N)"
    if [ $((at - since)) -gt "$paused" ]; then paused=$((at - since)); fi
    last="$tick" since="$at"
  fi
  sleep 0.05
done
shown="$(status "$harmed" tick)"
trouble="$(status "$calm" trouble)"
sleep $((seconds - 8))
now="$(status "$calm" tick)"
still="$(status "$harmed" tick)"
echo "n$calm at tick $now; n$harmed showed tick $shown and shows tick $still"
echo heal >&"$switch"
healed=$SECONDS
while [ "$(status "$harmed" state)" != running ] || [ "$(status "$harmed" tick)" -lt "$now" ]; do
  if [ $((SECONDS - healed)) -gt 60 ]; then break; fi
  sleep 0.5
done
echo "healed: $(status "$harmed" state) at tick $(status "$harmed" tick) again after $((SECONDS - healed)) s"
failed=0
wait "$player" || failed=4
says() {
  if [ "$2" = yes ]; then echo "holds   $1"; else
    echo "FAILS   $1"
    failed=4
  fi
}
result() { tail -1 "$run/bots.json" | sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p"; }
gap="$(tail -1 "$run/bots.json" | sed -n 's/.*"gapMillis":{[^}]*"max":\([0-9]*\).*/\1/p')"
members="$(status "$harmed" state), $(all "$calm" | grep -o '"state":"up"' | wc -l) nodes up"
if [ "$fault" = split ]; then says "minority stands still" "$([ "$shown" = "$still" ] && echo yes)"; fi
if [[ "$trouble" == *"lost all their copies"* ]]; then
  # All copies of some zones are on the other side.
  echo "        majority: $trouble"
  says "majority waits for what the minority has" "$([ "$now" -lt $((shown + 40)) ] && echo yes)"
else
  says "the world went on" "$([ "$now" -gt $((shown + 20)) ] && echo yes)"
  says "it stood still for $paused ms, asked 5500 (1.5 x 3 s + 1 s)" "$([ "$paused" -le 5500 ] && echo yes)"
fi
says "back by itself: $members" "$([[ "$(status "$harmed" tick)" -gt "$now" && "$members" = "running, $nodes nodes up" ]] && echo yes)"
says "$(result commandsAcked) commands acknowledged, $(result commandsLost) lost, $(result commandsDoubled) doubled" \
  "$([ "$(result commandsLost)$(result commandsDoubled)" = 00 ] && echo yes)"
says "audit clean" "$(all "$calm" | grep -q '"audit":{"ok":true' && echo yes)"
echo "        longest gap of a client, those of the minority included: $gap ms"
exit "$failed"
