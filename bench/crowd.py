"""Twenty people who ask for pages at the same time, with threads and ``http.client`` alone."""

import http.client
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMEOUT = 60


@dataclass
class Answers:
    """What the crowd met: seconds of each answer, bytes, and answers other than 200."""

    seconds: list[float] = field(default_factory=list)
    size: int = 0
    wrong: dict[int, int] = field(default_factory=dict)
    elapsed: float = 0.0

    def percentile(self, share: float) -> float:
        """The time within which ``share`` of the answers came, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000

    @property
    def per_second(self) -> float:
        return len(self.seconds) / self.elapsed if self.elapsed else 0.0


def ask(
    base: str, paths: list[str], cookies: list[str], *, seconds: float, pause: float
) -> Answers:
    """Everybody asks for the paths in turn until the time is up, ``pause`` seconds after each."""
    crowd = _Crowd(urlsplit(base).netloc, paths, pause, time.perf_counter() + seconds)
    begun = time.perf_counter()
    threads = [
        threading.Thread(target=crowd.person, args=(place, cookie), daemon=True)
        for place, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + TIMEOUT + 5)
    crowd.answers.elapsed = time.perf_counter() - begun
    return crowd.answers


@dataclass
class _Crowd:
    host: str
    paths: list[str]
    pause: float
    end: float
    answers: Answers = field(default_factory=Answers)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def person(self, place: int, cookie: str) -> None:
        """One person's requests; ``place`` keeps people from all beginning with the same page."""
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT)
        turn = place
        time.sleep(self.pause * place / 20)
        while time.perf_counter() < self.end:
            begun = time.perf_counter()
            path = self.paths[turn % len(self.paths)]
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            size = len(answer.read())
            self._note(time.perf_counter() - begun, size, answer.status)
            turn += 1
            time.sleep(self.pause)
        connection.close()

    def _note(self, seconds: float, size: int, status: int) -> None:
        with self.lock:
            self.answers.seconds.append(seconds)
            self.answers.size = max(self.answers.size, size)
            if status != 200:
                self.answers.wrong[status] = self.answers.wrong.get(status, 0) + 1
