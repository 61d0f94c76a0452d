import Federation

/// The Desk is what stands behind the door that other forces' nodes come in by.
extension Desk: ForceDesk {}
