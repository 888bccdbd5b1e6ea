import marimo as m
app = m.App(width='full', unknown=1)


# a comment in no cell
@app.cell(disabled=True, odd=[1, 'a'],)
def __(a,
       b: int = 1):  # a remark

  # leading
  x = """
no indent
    four
  two
"""
  y = (1 +
2)

  return x, (
      y,
  )
  # after the return

@app.cell
def one_line(): z = 1; return

stray = 1

@app.cell()
async def _() -> None:
	await y
	if z:
		return
	# trailing
