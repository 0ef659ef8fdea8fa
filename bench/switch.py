#!/usr/bin/env python3
"""A network switch in user space, for bench/network.sh: one TAP device per host, and links that can be cut, slow or bad.

    switch.py COUNT      creates zst0 .. zst(COUNT-1), says "ready", then obeys lines on its standard input:
    cut A B              drops what A sends to B (lists of ports: 1,2)
    slow A B MS LOSS     what A sends to B comes MS milliseconds late (half of that at random on top), and each frame is
                         lost with probability LOSS; frames keep their order, as on one cable
    heal                 all links as at the beginning
It ends when its standard input does. Needs Linux, root and /dev/net/tun. TAP devices neither merge packets nor leave
checksums to hardware, so what is forwarded here is what a cable would carry.
"""
import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP = 0x0002
IFF_NO_PI = 0x1000
LARGEST_FRAME = 65536


def tap(name):
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TAP | IFF_NO_PI))
    return fd


class Switch:
    def __init__(self, count):
        self.taps = [tap("zst%d" % port) for port in range(count)]
        self.port_of = {}  # by MAC address, learned
        self.links = {}  # (from, to) -> (milliseconds, loss); None: cut
        self.last = {}  # (from, to) -> when its newest frame comes out
        self.waiting = []  # heap of (when, number, to, frame)
        self.number = 0

    def obey(self, line):
        words = line.split()
        if words == ["heal"]:
            self.links.clear()
        elif words and words[0] in ("cut", "slow"):
            link = None if words[0] == "cut" else (float(words[3]), float(words[4]))
            for a in words[1].split(","):
                for b in words[2].split(","):
                    self.links[int(a), int(b)] = link
        else:
            raise ValueError("not understood: " + line)

    def received(self, port):
        for _ in range(64):
            try:
                frame = os.read(self.taps[port], LARGEST_FRAME)
            except BlockingIOError:
                return
            self.port_of[frame[6:12]] = port
            known = self.port_of.get(frame[0:6])
            targets = [known] if known is not None else range(len(self.taps))
            for to in targets:
                if to != port:
                    self.forward(port, to, frame)

    def forward(self, port, to, frame):
        link = self.links.get((port, to), (0.0, 0.0))
        if link is None:
            return
        millis, loss = link
        if loss and random.random() < loss:
            return
        if not millis and not self.waiting:
            self.send(to, frame)
            return
        now = time.monotonic()
        when = now + millis * (1 + random.random() / 2) / 1000
        when = max(when, self.last.get((port, to), 0))
        self.last[port, to] = when
        self.number += 1
        heapq.heappush(self.waiting, (when, self.number, to, frame))

    def send(self, to, frame):
        try:
            os.write(self.taps[to], frame)
        except OSError:
            pass  # its queue is full, or its device is down: lost, as on a cable

    def run(self):
        poll = select.epoll()
        ports = {fd: port for port, fd in enumerate(self.taps)}
        for fd in self.taps:
            poll.register(fd, select.EPOLLIN)
        poll.register(0, select.EPOLLIN)
        rest = b""
        while True:
            until = self.waiting[0][0] - time.monotonic() if self.waiting else 1.0
            for fd, _ in poll.poll(max(0.0, until)):
                if fd != 0:
                    self.received(ports[fd])
                    continue
                more = os.read(0, 4096)
                if not more:
                    return
                *lines, rest = (rest + more).split(b"\n")
                for line in lines:
                    self.obey(line.decode())
            now = time.monotonic()
            while self.waiting and self.waiting[0][0] <= now:
                _, _, to, frame = heapq.heappop(self.waiting)
                self.send(to, frame)


if __name__ == "__main__":
    switch = Switch(int(sys.argv[1]))
    print("ready", flush=True)
    switch.run()
