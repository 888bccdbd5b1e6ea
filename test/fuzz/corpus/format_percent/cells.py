#!/usr/bin/env python
# -*- coding: utf-8 -*-
# ---
# jupyter: {}
# ---

import x

# %% [markdown]
# Text
#
# ```
# # %%
# ```

# %% a title tags=["x", 'y'] key word=1 {"a": 1}
# %timeit x
# !ls \
#   -l

# %% {"tags": ["z"]}
x = """
# %%
"""

# %% [md]
"""
text
"""

# In[3]:
y?
# <codecell>
# %% language="bash"
# ls
