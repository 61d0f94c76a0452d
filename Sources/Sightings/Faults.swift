import Vocabulary

extension Fault.Code {
    /// A file of reads does not hold what its checksum says.
    package static let readsDamaged = Self("sightings.damaged", status: 500)
    /// The folder of reads can't be read or written.
    package static let readsUnreachable = Self("sightings.unreachable", status: 500)
    /// A file to be imported is not a table of reads.
    package static let readsNotATable = Self("sightings.not_a_table", status: 422)
    /// Another import into the same store is under way.
    package static let readsBusy = Self("sightings.busy", status: 409)
    /// A question that can't be asked as it stands.
    package static let readsQuestion = Self("sightings.question", status: 422)
}
