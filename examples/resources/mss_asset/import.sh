terraform import mss_asset.narrator sim-asset-4f20c7d1a86e93b5
