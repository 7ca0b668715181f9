"""Runs the code cells of a notebook in the order they stand in, and prints what they show, as JSON."""

import ast
import contextlib
import io
import json
import os
import sys
import warnings

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import nbformat
import pandas as pd

warnings.simplefilter("error")
# A notebook has no terminal that hides columns; the lines of a table are not broken, whatever their length.
pd.set_option("display.max_columns", 20)
pd.set_option("display.width", 1000)
file = sys.argv[1]
with open(file, encoding="utf-8") as text:
    nbformat.validate(json.load(text))
notebook = nbformat.read(file, as_version=4)
os.chdir(os.path.dirname(os.path.abspath(file)))
plt.show = lambda: None
names = {}
shown = []
for cell in notebook.cells:
    if cell.cell_type != "code":
        continue
    tree = ast.parse(cell.source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    figures = [plt.figure(number) for number in plt.get_fignums()]
    plots = [
        {
            "title": axis.get_title(),
            "images": len(axis.images),
            "names": [axis.get_xlabel(), axis.get_ylabel()],
            "lines": [line.get_xydata().tolist() for line in axis.lines],
        }
        for figure in figures
        for axis in figure.axes
    ]
    for figure in figures:
        figure.canvas.draw()
    plt.close("all")
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    shown.append({"printed": printed.getvalue(), "html": html, "text": None if html is None else repr(value), "plots": plots})
json.dump(shown, sys.stdout)
