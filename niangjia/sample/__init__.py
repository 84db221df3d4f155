"""The sample city: a seeded Zibo of invented firms, and the lists its departments hand over.

Everything here is 示例数据. Places are real, firms, codes and persons are not.
"""
