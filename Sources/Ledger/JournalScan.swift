import Vocabulary

/// Reads a journal's frames in order, in bounded memory.
struct JournalScan {
    /// What came next.
    enum Step {
        case frame(JournalFrame)
        /// The journal ends here, after a whole frame.
        case end
        /// What lies at ``offset`` is not the frame that belongs there.
        case damaged(String)
    }

    /// Where the next frame begins.
    private(set) var offset: UInt64
    /// The number the next frame must have.
    private(set) var index: UInt64
    /// How long the journal was when the scan began, or where it was told to stop.
    private(set) var end: UInt64
    /// The checksum with which those of the frames begin.
    let checksumSeed: UInt32
    /// The log the journal says it belongs to.
    let origin: String

    private let disk: any LogDisk
    private var window: [UInt8] = []
    private var windowStart: UInt64
    private var batchStart: UInt64?
    private var batchEnd: UInt64
    private static let chunk = 1 << 20

    /// Begins at the first frame.
    ///
    /// `nil` when there is no journal; throws `ledger.damaged` when its header is damaged.
    init?(of disk: any LogDisk, until limit: UInt64? = nil) async throws {
        guard let size = try await disk.size(of: Journal.file) else { return nil }
        let start = try await disk.read(Journal.file, at: 0, count: 70_000)
        guard let header = Journal.header(in: start) else {
            throw Fault(.ledgerDamaged, "the header of the journal is damaged", help: Self.damageHelp)
        }
        self.disk = disk
        end = min(size, limit ?? size)
        origin = header.origin
        checksumSeed = header.checksum
        offset = UInt64(header.length)
        windowStart = offset
        index = 0
        batchEnd = 0
    }

    /// The same journal from a frame that is known to begin a place.
    func resumed(at offset: UInt64, index: UInt64) -> JournalScan {
        var scan = self
        scan.offset = offset
        scan.windowStart = offset
        scan.window = []
        scan.index = index
        scan.batchStart = nil
        scan.batchEnd = index
        return scan
    }

    /// The same journal as far as it has been written since.
    func extended(to end: UInt64) -> JournalScan {
        var scan = self
        scan.end = end
        return scan
    }

    /// Whether the frames so far end in the middle of a batch.
    var isInsideBatch: Bool { index < batchEnd }

    /// The next frame, or why there is none.
    ///
    /// After damage it must not be called again.
    mutating func next() async throws -> Step {
        var need = Journal.frameHeaderBytes
        while true {
            if offset == end { return .end }
            guard offset + UInt64(need) <= end else { return .damaged("it is cut short") }
            try await fill(need)
            let position = Int(offset - windowStart)
            switch JournalFrame.decode(window, at: position, base: windowStart, checksumSeed: checksumSeed) {
            case .needs(let bytes): need = bytes
            case .damaged(let why): return .damaged(why)
            case .frame(let frame):
                if let why = misplacement(of: frame) { return .damaged(why) }
                batchStart = frame.batchStart
                batchEnd = frame.batchEnd
                index += 1
                offset += UInt64(frame.length)
                return .frame(frame)
            }
        }
    }

    private func misplacement(of frame: JournalFrame) -> String? {
        guard frame.index == index else { return "entry \(frame.index) is in its place" }
        guard frame.batchStart <= index, index < frame.batchEnd else { return "its batch does not contain it" }
        if let batchStart, index < batchEnd {
            return frame.batchStart == batchStart && frame.batchEnd == batchEnd ? nil : "its batch is broken off"
        }
        // A scan resumed in the middle of a batch has no batch to compare with.
        guard batchStart == nil && index > 0 || frame.batchStart == index else { return "its batch began before it" }
        return nil
    }

    /// The first sound frame after the present damage that was written in a later batch than entry ``index``.
    ///
    /// Finding one shows that the damaged place had been made durable before.
    func laterBatch() async throws -> JournalFrame? {
        try await soundFrame { $0.batchStart > index }
    }

    /// The first sound frame after the present damage that fits a condition.
    func soundFrame(where fits: (JournalFrame) -> Bool) async throws -> JournalFrame? {
        var start = offset + 1
        var base = start
        var bytes: [UInt8] = []
        while start + UInt64(Journal.frameHeaderBytes) <= end {
            if start + UInt64(Journal.frameHeaderBytes) > base + UInt64(bytes.count) {
                bytes = try await disk.read(Journal.file, at: start, count: 4 * Self.chunk)
                base = start
                guard bytes.count >= Journal.frameHeaderBytes else { return nil }
            }
            let position = Int(start - base)
            if bytes[position] == 0x52, bytes.littleEndian(at: position, as: UInt32.self) == Journal.magic {
                switch JournalFrame.decode(bytes, at: position, base: base, checksumSeed: checksumSeed) {
                case .frame(let frame) where fits(frame): return frame
                case .needs where position > 0:
                    // Read again from here, so that the whole frame is in the window.
                    bytes = []
                    base = start
                    continue
                default: break
                }
            }
            start += 1
        }
        return nil
    }

    private mutating func fill(_ need: Int) async throws {
        let have = Int(offset - windowStart)
        guard window.count - have < need else { return }
        if have == window.count { window.removeAll(keepingCapacity: true) } else { window.removeFirst(have) }
        windowStart = offset
        while window.count < need {
            let at = windowStart + UInt64(window.count)
            let count = Int(min(UInt64(max(Self.chunk, need - window.count)), end - at))
            let more = try await disk.read(Journal.file, at: at, count: count)
            guard !more.isEmpty else {
                throw Fault(.ledgerDisk, "the journal became shorter while it was read")
            }
            window += more
        }
    }

    static let damageHelp =
        "stop the node, keep the ledger folder as it is, run `reeve ledger verify`, and restore from a backup"
}
