"""The scripts that fitted the weights in the code: `python -m eval.tuning NAME`."""
