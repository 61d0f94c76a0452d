/// The columns of a day in place.
struct DayView {
    let reads: Int
    let plates: Int
    let cameras: Int
    let plateBlocks: Int
    let plateFirst: UnsafePointer<UInt64>
    private let plateMeta: UnsafePointer<UInt64>
    private let plateBits: UnsafeRawPointer
    let plateStart: UnsafePointer<UInt32>
    /// The store's number of each of the day's cameras.
    let cameraTable: UnsafePointer<UInt16>
    private let moments: Moments
    private let details: PackedBits
    let detailTable: UnsafePointer<UInt32>
    let detailCount: Int
    private let listStart: UnsafePointer<UInt32>
    private let listBlock: UnsafePointer<UInt32>
    private let listFirst: UnsafePointer<UInt32>
    private let listMeta: UnsafePointer<UInt32>
    private let listBits: UnsafeRawPointer
    private let noteIndex: UnsafeBufferPointer<UInt32>
    private let noteText: UnsafeRawBufferPointer
    private let longIndex: UnsafeBufferPointer<UInt64>
    private let longText: UnsafeRawBufferPointer

    init(_ file: UnsafeRawPointer) {
        func word(_ word: DayLayout.Word) -> Int { Int(file.load(fromByteOffset: 8 * word.rawValue, as: Int64.self)) }
        func section(_ section: DayLayout.Section) -> UnsafeRawBufferPointer {
            let entry = 8 * DayLayout.Word.allCases.count + 16 * section.rawValue
            let offset = Int(file.load(fromByteOffset: entry, as: UInt64.self))
            let length = Int(file.load(fromByteOffset: entry + 8, as: UInt64.self))
            return UnsafeRawBufferPointer(start: file + offset, count: length)
        }
        func start(_ section: DayLayout.Section) -> UnsafeRawPointer {
            let entry = 8 * DayLayout.Word.allCases.count + 16 * section.rawValue
            return file + Int(file.load(fromByteOffset: entry, as: UInt64.self))
        }
        reads = word(.reads)
        plates = word(.plates)
        cameras = word(.cameras)
        plateBlocks = (plates + DayLayout.plateBlock - 1) / DayLayout.plateBlock
        plateFirst = start(.plateFirst).assumingMemoryBound(to: UInt64.self)
        plateMeta = start(.plateMeta).assumingMemoryBound(to: UInt64.self)
        plateBits = start(.plateBits)
        plateStart = start(.plateStart).assumingMemoryBound(to: UInt32.self)
        cameraTable = start(.cameraTable).assumingMemoryBound(to: UInt16.self)
        moments = Moments(base: start(.moments), bytes: word(.momentBytes))
        details = PackedBits(base: start(.detailBits), width: word(.detailWidth))
        detailTable = start(.detailTable).assumingMemoryBound(to: UInt32.self)
        detailCount = word(.details)
        listStart = start(.listStart).assumingMemoryBound(to: UInt32.self)
        listBlock = start(.listBlock).assumingMemoryBound(to: UInt32.self)
        listFirst = start(.listFirst).assumingMemoryBound(to: UInt32.self)
        listMeta = start(.listMeta).assumingMemoryBound(to: UInt32.self)
        listBits = start(.listBits)
        noteIndex = section(.noteIndex).bindMemory(to: UInt32.self)
        noteText = section(.noteText)
        longIndex = section(.longIndex).bindMemory(to: UInt64.self)
        longText = section(.longText)
    }

    // MARK: - Plates

    /// The keys of a block and the first read of each, with the end of the last; gives how many plates.
    @inline(__always)
    func plates(
        ofBlock block: Int,
        keys: UnsafeMutablePointer<UInt64>,
        starts: UnsafeMutablePointer<UInt32>
    ) -> Int {
        _ = self.starts(ofBlock: block, into: starts)
        return self.keys(ofBlock: block, into: keys)
    }

    /// The first read of each plate of a block, with the end of the last; gives how many plates.
    @inline(__always) func starts(ofBlock block: Int, into starts: UnsafeMutablePointer<UInt32>) -> Int {
        let count = min(DayLayout.plateBlock, plates - block * DayLayout.plateBlock)
        let meta = plateMeta[block]
        let base = plateBits + Int(meta & 0xff_ffff_ffff)
        let countWidth = Int(meta >> 56)
        var bit = (count - 1) * Int(meta >> 40 & 255)
        var read = plateStart[block]
        for index in 0..<count {
            starts[index] = read
            read += UInt32(truncatingIfNeeded: half(base, bit, countWidth))
            bit += countWidth
        }
        starts[count] = read
        return count
    }

    /// The keys of a block; gives how many.
    @inline(__always) func keys(ofBlock block: Int, into keys: UnsafeMutablePointer<UInt64>) -> Int {
        let count = min(DayLayout.plateBlock, plates - block * DayLayout.plateBlock)
        let meta = plateMeta[block]
        let base = plateBits + Int(meta & 0xff_ffff_ffff)
        let width = Int(meta >> 40 & 255)
        let shift = meta >> 48 & 255
        var key = plateFirst[block]
        keys[0] = key
        if width <= 57 {
            let differences = PackedBits(base: base, width: width)
            for index in 1..<max(count, 1) {
                key &+= differences[index - 1] << shift
                keys[index] = key
            }
        } else {
            for index in 1..<max(count, 1) {
                let bit = (index - 1) * width
                key &+= (half(base, bit, 32) | half(base, bit + 32, width - 32) << 32) << shift
                keys[index] = key
            }
        }
        return count
    }

    @inline(__always) private func half(_ base: UnsafeRawPointer, _ bit: Int, _ width: Int) -> UInt64 {
        base.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self) >> UInt64(bit & 7) & ((1 << UInt64(width)) - 1)
    }

    /// The reads of a plate; `nil` when the day has none.
    ///
    /// For plates far apart, of whose blocks little else is wanted.
    func reads(of key: UInt64) -> Range<Int>? {
        guard plates > 0, plateFirst[0] <= key else { return nil }
        let block = block(of: key)
        let count = min(DayLayout.plateBlock, plates - block * DayLayout.plateBlock)
        let meta = plateMeta[block]
        let base = plateBits + Int(meta & 0xff_ffff_ffff)
        let width = Int(meta >> 40 & 255)
        let shift = meta >> 48 & 255
        var here = plateFirst[block]
        var index = 0
        while here < key, index + 1 < count {
            let bit = index * width
            let low = min(width, 32)
            here &+= (half(base, bit, low) | half(base, bit + low, width - low) << 32) << shift
            index += 1
        }
        guard here == key else { return nil }
        let countWidth = Int(meta >> 56)
        var bit = (count - 1) * width
        var read = Int(plateStart[block])
        for _ in 0..<index {
            read += Int(half(base, bit, countWidth))
            bit += countWidth
        }
        return read..<read + Int(half(base, bit, countWidth))
    }

    /// The block in which a key would stand.
    @inline(__always) func block(of key: UInt64) -> Int { last(plateBlocks) { plateFirst[$0] <= key } }

    /// The block of plates to which a read belongs.
    @inline(__always) func block(ofRead read: Int) -> Int { last(plateBlocks) { plateStart[$0] <= UInt32(read) } }

    /// The last of some places at which what holds at the front still holds; 0 when it holds nowhere.
    @inline(__always) private func last(_ count: Int, where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if holds(middle) { low = middle } else { high = middle }
        }
        return low
    }

    /// The text of a plate that is kept by hash.
    func longText(_ key: UInt64) -> String? {
        let count = longIndex.count / 2 - 1
        guard count > 0 else { return nil }
        let place = 2 * last(count) { longIndex[2 * $0] <= key }
        guard longIndex[place] == key else { return nil }
        return String(decoding: longText[Int(longIndex[place + 1])..<Int(longIndex[place + 3])], as: UTF8.self)
    }

    // MARK: - Places and times

    /// When and where all reads were made, for a pass over the day.
    @inline(__always) var allMoments: Moments { moments }

    /// Milliseconds since midnight UTC of a read.
    @inline(__always) func time(ofRead read: Int) -> UInt32 { moments[read].time }

    /// The day's number of the camera of a read.
    @inline(__always) func place(ofRead read: Int) -> Int { moments[read].camera }

    /// The store's number of the camera of a read.
    @inline(__always) func camera(ofRead read: Int) -> Int { Int(cameraTable[moments[read].camera]) }

    /// The day's number of one of the store's cameras.
    func place(ofCamera number: Int) -> Int? {
        let place = last(cameras) { Int(cameraTable[$0]) <= number }
        return cameras > 0 && Int(cameraTable[place]) == number ? place : nil
    }

    /// How many reads one of the day's cameras has.
    func count(ofCamera place: Int) -> Int { Int(listStart[place + 1] - listStart[place]) }

    /// The reads of one of the day's cameras, in ascending order, which is by plate.
    @inline(__always) func forEachRead(ofCamera place: Int, _ body: (Int) -> Void) {
        var left = count(ofCamera: place)
        for block in Int(listBlock[place])..<Int(listBlock[place + 1]) {
            let meta = listMeta[block]
            let bits = PackedBits(base: listBits + Int(meta & 0x7ff_ffff), width: Int(meta >> 27))
            var read = Int(listFirst[block])
            body(read)
            let more = min(left, DayLayout.readBlock) - 1
            for index in 0..<more {
                read += Int(bits[index])
                body(read)
            }
            left -= more + 1
        }
    }

    // MARK: - What else a read carries

    /// Confidence, lane, heading and offset.
    func details(ofRead read: Int) -> ReadDetails { ReadDetails(packed: detailTable[Int(details[read])]) }

    /// The same, packed.
    func packedDetails(ofRead read: Int) -> UInt32 { detailTable[Int(details[read])] }

    /// Every text beside a read of the day.
    var allNotes: [Note] {
        stride(from: 0, to: noteIndex.count - 3, by: 3).compactMap { entry in
            guard let kind = NoteKind(rawValue: noteIndex[entry + 1]) else { return nil }
            let range = Int(noteIndex[entry + 2])..<Int(noteIndex[entry + 5])
            return Note(read: Int(noteIndex[entry]), kind: kind, text: String(decoding: noteText[range], as: UTF8.self))
        }
    }

    /// The texts beside a read.
    func notes(ofRead read: Int) -> [(NoteKind, String)] {
        let count = noteIndex.count / 3 - 1
        guard count > 0 else { return [] }
        var entry = last(count) { noteIndex[3 * $0] < UInt32(read) }
        if noteIndex[3 * entry] < UInt32(read) { entry += 1 }
        var found: [(NoteKind, String)] = []
        while entry < count, noteIndex[3 * entry] == UInt32(read) {
            let range = Int(noteIndex[3 * entry + 2])..<Int(noteIndex[3 * entry + 5])
            if let kind = NoteKind(rawValue: noteIndex[3 * entry + 1]) {
                found.append((kind, String(decoding: noteText[range], as: UTF8.self)))
            }
            entry += 1
        }
        return found
    }
}
