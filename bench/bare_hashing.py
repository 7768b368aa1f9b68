"""`python -m bench.bare_hashing HASH PASSWORD THREADS SECONDS`: argon2id alone, on the server's core."""

import os
import sys
import threading
import time

from argon2 import PasswordHasher

from bench.site import SERVER_CORE


def main() -> None:
    """Check the password against the hash, whose parameters stand in it, in so many threads; print the rate."""
    stored, password, threads, seconds = sys.argv[1:]
    os.sched_setaffinity(0, {SERVER_CORE})
    hasher, done = PasswordHasher(), list[float]()

    def check() -> None:
        while time.perf_counter() < until:
            hasher.verify(stored, password)
            done.append(time.perf_counter())

    began = time.perf_counter()
    until = began + float(seconds)
    running = [threading.Thread(target=check) for _ in range(int(threads))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    print(len(done) / (max(done) - began))


if __name__ == "__main__":
    main()
