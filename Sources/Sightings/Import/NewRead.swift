import Vocabulary

/// A read that is not in a store yet.
package struct NewRead: Sendable, Hashable {
    /// The plate as the camera wrote it.
    package var plate: String
    /// The camera's name.
    package var camera: String
    /// When, with the offset of the camera's clock.
    package var time: Timestamp
    /// Confidence, lane, heading; the offset is that of the time.
    package var details: ReadDetails
    /// Where pictures are kept.
    package var patch: String?
    package var overview: String?

    /// A read of a plate at a place and time.
    package init(
        plate: String,
        camera: String,
        time: Timestamp,
        details: ReadDetails = ReadDetails(),
        patch: String? = nil,
        overview: String? = nil
    ) {
        self.plate = plate
        self.camera = camera
        self.time = time
        self.details = details
        self.patch = patch
        self.overview = overview
    }

    /// The reads as an import takes them; one whose plate holds no letter or digit is refused.
    static func lines(of reads: [NewRead]) -> ParsedLines {
        var out = ParsedLines()
        var cameras = NameTable()
        var details: [UInt32: UInt16] = [:]
        for read in reads {
            out.lines += 1
            guard let key = PlateKey(read.plate), let camera = cameras.number(ofName: read.camera) else {
                out.refused += 1
                out.refusals.append(
                    ReadImport.Refusal(
                        line: out.lines,
                        field: "plate",
                        reason: "`\(read.plate)` holds no letter or digit"
                    )
                )
                continue
            }
            var detail = read.details
            detail.offsetMinutes = Int(read.time.offsetMinutes)
            let number = details[detail.packed] ?? UInt16(out.details.count)
            if details.updateValue(number, forKey: detail.packed) == nil { out.details.append(detail.packed) }
            let length = DayLayout.dayMilliseconds
            let rest = (read.time.milliseconds % length + length) % length
            out.days[Int((read.time.milliseconds - rest) / length), default: DayReads()].add(
                PackedRead(key: key.number, time: UInt32(rest), camera: camera, detail: number),
                read
            )
        }
        out.cameras = cameras.names
        return out
    }
}

extension DayReads {
    fileprivate mutating func add(_ packed: PackedRead, _ read: NewRead) {
        let key = PlateKey(number: packed.key)
        let texts: [(NoteKind, String?)] = [
            (.raw, read.plate == key.text ? nil : read.plate), (.patch, read.patch), (.overview, read.overview),
        ]
        for case (let kind, let text?) in texts { notes.append(Note(read: reads.count, kind: kind, text: text)) }
        if key.isHashed { longPlates[packed.key] = RegistrationMark(read.plate)?.description ?? read.plate }
        reads.append(packed)
    }
}
