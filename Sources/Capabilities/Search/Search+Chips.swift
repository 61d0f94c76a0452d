import CapabilityKit

extension Search {
    /// Draws chips beside facts.
    struct Chips: Sendable {
        var roster: Roster

        /// The chip of a record.
        func chip(_ stored: StoredRecord) -> SourceLine { SourceLine(of: stored, roster: roster) }

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
