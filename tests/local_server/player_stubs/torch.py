"""Stands for PyTorch in document 000's sample: the names that its player mentions."""

float32, float64, int16, int32 = "float32", "float64", "int16", "int32"
