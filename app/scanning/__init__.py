"""From pictures, codes and chips to one IdDocument."""
