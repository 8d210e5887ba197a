"""The chapters of the white paper, one module each; `lizero.report.white_paper` sets them in order."""
