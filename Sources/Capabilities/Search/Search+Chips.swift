import CapabilityKit

extension Search {
    /// Draws chips beside facts.
    struct Chips: Sendable {
        var roster: Roster
        /// The force whose node this is, where records of others that are not held here are shown too.
        var own: ForceCode?

        /// The chip of a record; what another force holds has no page here.
        func chip(_ stored: StoredRecord) -> SourceLine {
            var line = SourceLine(of: stored, roster: roster)
            if let own, stored.record.id.source.force != own { line.address = nil }
            return line
        }

        /// The chips of a saying, one a system, newest first; three at most.
        func chips(_ saying: Saying) -> [SourceLine] {
            var seen: Set<Source> = []
            return saying.records.filter { seen.insert($0.record.id.source).inserted }.prefix(3).map(chip)
        }
    }

    /// The page of one record.
    ///
    /// The id is one segment of the address.
    static func address(of id: RecordID) -> Address { Address(name, "record", id.description) }

    /// The page of one joined person.
    static func address(of person: PersonID) -> Address { Address(name, "person", person.description) }
}
