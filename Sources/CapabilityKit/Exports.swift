// What a room needs, under one import. Store is not among them: only a room's storage file speaks SQL.
@_exported import Federation
@_exported import PageKit
@_exported import Policy
@_exported import Vocabulary
