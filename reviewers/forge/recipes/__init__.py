"""The recipes, in the order of the categories."""

from reviewers.forge.recipes.base import Layout, Plan, Recipe, Shot
from reviewers.forge.recipes.bending import BLURRING, RIPPLING, VANISHING, WARP
from reviewers.forge.recipes.joining import MERGING, SPLITTING
from reviewers.forge.recipes.moving import COPYING, DETOUR, SLIDING

__all__ = ["RECIPES", "Layout", "Plan", "Recipe", "Shot"]

_IN_ORDER = (WARP, BLURRING, DETOUR, COPYING, MERGING, SPLITTING, RIPPLING, VANISHING, SLIDING)
RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _IN_ORDER}
