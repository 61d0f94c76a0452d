/// How the file of a day is laid out.
///
/// A header of fixed size names sections by offset and length; each begins at a multiple of eight bytes. Reads lie by
/// plate and then by time, as packed columns: time with camera, details, and by way of the plates' counts the plate.
/// Each camera has the numbers of its reads beside, as packed differences: sorted by plate and reachable by camera for
/// about twelve bits a read, where a second sorted copy takes forty.
enum DayLayout {
    static let magic: UInt64 = 0x0002_5341_4552_5652
    static let headerBytes = 512
    /// Plates are kept in blocks of as many, and a camera's reads likewise.
    static let plateBlock = 64
    static let readBlock = 128
    static let dayMilliseconds: Int64 = 86_400_000
    /// Bits of a time of day in milliseconds.
    static let timeWidth = 27

    /// Words of the header before the table of sections.
    enum Word: Int, CaseIterable {
        case magic, checksum, bytes, day, reads, plates, cameras, momentBytes, detailWidth, details
    }

    /// The sections in their order.
    enum Section: Int, CaseIterable {
        /// The first key of each block of plates.
        case plateFirst
        /// Where a block's bits begin (40 bits), and the widths of its differences, their shift and its counts.
        case plateMeta
        /// Differences of keys, then counts of reads, block after block.
        case plateBits
        /// The first read of each block of plates, and the number of reads at the end.
        case plateStart
        /// The store's numbers of the cameras that read anything, ascending.
        case cameraTable
        /// Time and camera of each read, in whole bytes.
        case moments
        case detailTable
        case detailBits
        /// For each camera its first read and block in the lists that follow; one more at the end.
        case listStart
        case listBlock
        /// The first read of each block, and where its bits begin with their width in the top five bits.
        case listFirst
        case listMeta
        case listBits
        /// Texts that belong to some reads only: read, kind and place in the text that follows.
        case noteIndex
        case noteText
        /// Keys of plates that are kept by hash, with the text of each.
        case longIndex
        case longText
    }
}

/// What a text beside a read is.
enum NoteKind: UInt32, Sendable {
    case raw, patch, overview
}

/// A read on its way into a day's file.
struct PackedRead: Sendable {
    var key: UInt64
    var time: UInt32
    var camera: UInt16
    /// A place in a table of details.
    var detail: UInt16
}

/// A text beside a read on its way into a day's file.
struct Note: Sendable {
    /// The read's place among those of its day.
    var read: Int
    var kind: NoteKind
    var text: String
}

/// Reads of one day before they are sorted.
struct DayReads: Sendable {
    var reads: [PackedRead] = []
    var notes: [Note] = []
    /// Texts of plates that are kept by hash.
    var longPlates: [UInt64: String] = [:]
}
