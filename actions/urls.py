"""The addresses of the pages: stable, and readable aloud."""

from django.urls import path

urlpatterns = []
