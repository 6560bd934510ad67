"""Models that run in this process. Only what lies here and in training may import torch."""
