"""The community: areas, feeder blocks, sites, what they depend on and whom they serve."""
