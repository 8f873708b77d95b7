"""The shape of the whole: camps, centres, blocs, paths."""
