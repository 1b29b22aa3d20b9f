"""Passwords of tests: the portal's own kind of hash at the least cost, since nobody attacks them."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class CheapArgon2(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 8, 1
