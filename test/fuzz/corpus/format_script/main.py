# /// script
# dependencies = ["a"]
# ///
import a
!ls {x}
if __name__ == "__main__":
    a()
