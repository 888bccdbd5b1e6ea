import marimo

__generated_with = "0.13.0"
app = marimo.App()


@app.cell
def _():
    def area(width, height=2):
        """The size of a field, which is what is left of it when the fences are taken away.

        Of any field."""
        return width * height
    class Field:
        """What grows."""
        kind = "corn"
        def harvest(self, year):
            """What there is in that year."""
    field = Field()
    return Field, area, field


@app.cell
def _():
    return


if __name__ == "__main__":
    app.run()
