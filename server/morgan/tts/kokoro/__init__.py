"""Kokoro-82M on onnxruntime with espeak's phonemes."""
