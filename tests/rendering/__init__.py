"""Pictures of invented documents under a camera, for tests and benchmarks."""
