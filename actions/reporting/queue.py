"""How far background work is behind."""

from datetime import timedelta

from django.utils import timezone
from django_q.models import OrmQ, Schedule


def queue_age(now=None):
    """How long the oldest task waits, or a scheduled one should have begun: what a worker that stands still shows."""
    now = now or timezone.now()
    since = [now]
    if oldest := OrmQ.objects.order_by("pk").first():
        since.append(oldest.task.get("started", now))
    since += Schedule.objects.filter(next_run__lt=now).order_by("next_run").values_list("next_run", flat=True)[:1]
    return max(now - min(since), timedelta())
