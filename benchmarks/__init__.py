"""The benchmarks: ratios against bars, measured in one interleaved run."""
