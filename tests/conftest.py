"""What all tests share: JAX, the oracle, computes in double precision."""

import jax

jax.config.update("jax_enable_x64", True)
