import Vocabulary

/// Some lines of a table, read.
struct ParsedLines: Sendable {
    var days: [Int: DayReads] = [:]
    var cameras: [String] = []
    var details: [UInt32] = []
    /// Lines seen, and those refused counted from the first of them.
    var lines = 0
    var refused = 0
    var refusals: [ReadImport.Refusal] = []
}

/// Reads lines of comma-separated values straight from the mapped file.
///
/// Nothing is allocated for a read but its sixteen bytes; cameras and details are numbered as they come and renumbered
/// for the store when the lines are put together.
struct RowParser {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// Where in a line each thing stands.
    struct Places: Sendable {
        var time = 0
        var camera = 0
        var plate = 0
        var confidence = -1
        var lane = -1
        var heading = -1
        var patch = -1
        var overview = -1
        var headings: [String] = []
        var columns = ReadColumns(time: "", camera: "", plate: "")
    }

    private static let refusalsKept = 1000
    private let places: Places
    private var out = ParsedLines()
    private var cameras = NameTable()
    private var detailOf: [UInt32: UInt16] = [:]
    private var lastDetail: (packed: UInt32, number: UInt16)?
    private var clock: ClockReader
    private var day: Int?
    private var current = DayReads()
    private var fields: [(start: Int, end: Int)]

    init(_ places: Places) {
        self.places = places
        clock = ClockReader(isUKTime: places.columns.isUKTime, isMonthFirst: places.columns.isMonthFirst)
        fields = Array(repeating: (0, 0), count: places.headings.count)
    }

    /// Reads whole lines.
    consuming func parse(_ bytes: Bytes) -> ParsedLines {
        current.reads.reserveCapacity(bytes.count / 30)
        var position = 0
        while position < bytes.count {
            out.lines += 1
            let next = split(bytes, from: position)
            if let next {
                row(bytes)
                position = next
            } else {
                while position < bytes.count, bytes[position] != 10 { position += 1 }
                position += 1
            }
        }
        keepDay()
        out.cameras = cameras.names
        return out
    }

    /// Reads whole lines of JSON objects.
    consuming func parse(jsonLines bytes: Bytes) -> ParsedLines {
        var position = 0
        while position < bytes.count {
            out.lines += 1
            var end = position
            while end < bytes.count, bytes[end] != 10 { end += 1 }
            let line = Bytes(rebasing: bytes[position..<end])
            position = end + 1
            guard !JSONRow.isBlank(line) else { continue }
            guard let row = JSONRow(line) else {
                refuse(places.plate, "is no JSON object")
                continue
            }
            switch row.fields(places.headings) {
            case .failure(let field): refuse(field.place, "is neither text nor number")
            case .success(let found):
                fields = found.places
                found.bytes.withUnsafeBufferPointer { self.row($0) }
            }
        }
        keepDay()
        out.cameras = cameras.names
        return out
    }

    /// Finds the fields of a line and gives where the next begins; refuses the line and gives `nil` when it has
    /// another number of fields than there are headings.
    private mutating func split(_ bytes: Bytes, from start: Int) -> Int? {
        var position = start
        var field = 0
        let count = fields.count
        while true {
            var begin = position
            var end: Int
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                begin += 1
                position += 1
                while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != 10 {
                    position += 1
                }
                end = position
                if position < bytes.count, bytes[position] != 10 { position += 1 }
                if position < bytes.count, bytes[position] == 13 { position += 1 }
                guard position >= bytes.count || bytes[position] == 10 || bytes[position] == UInt8(ascii: ",") else {
                    refuse(min(field, count - 1), "has a quotation mark inside")
                    return nil
                }
            } else {
                while position < bytes.count, bytes[position] != UInt8(ascii: ","), bytes[position] != 10 {
                    position += 1
                }
                end = position
            }
            let isLast = position >= bytes.count || bytes[position] == 10
            if isLast, end > begin, bytes[end - 1] == 13 { end -= 1 }
            if field < count { fields[field] = (begin, end) }
            field += 1
            position += 1
            if isLast { break }
        }
        if field == 1, fields[0].start == fields[0].end { return position - start > 0 ? blank(position) : nil }
        guard field == count else {
            refuse(min(field, count) - 1, "ends a line of \(field) fields where the headings have \(count)")
            return nil
        }
        return position
    }

    /// Passes over an empty line.
    private mutating func blank(_ position: Int) -> Int {
        fields[places.plate] = (0, 0)
        isBlank = true
        return position
    }
    private var isBlank = false

    private mutating func row(_ bytes: Bytes) {
        guard !isBlank else {
            isBlank = false
            return
        }
        func field(_ place: Int) -> Bytes { Bytes(rebasing: bytes[fields[place].start..<fields[place].end]) }
        guard let (time, offset) = clock.read(field(places.time)) else {
            return refuse(places.time, "`\(text(field(places.time)))` is no time")
        }
        let plate = field(places.plate)
        let (key, isNormal) = PlateKey.key(of: plate)
        guard let key else { return refuse(places.plate, "`\(text(plate))` holds no letter or digit") }
        let name = field(places.camera)
        guard !name.isEmpty else { return refuse(places.camera, "is empty") }
        guard let camera = cameras.number(of: name) else { return refuse(places.camera, "is one camera too many") }
        var details = ReadDetails(offsetMinutes: offset)
        if places.confidence >= 0, !number(field(places.confidence), 0...100, &details.confidence) {
            return refuse(places.confidence, "`\(text(field(places.confidence)))` is no number from 0 to 100")
        }
        if places.lane >= 0, !number(field(places.lane), 0...30, &details.lane) {
            return refuse(places.lane, "`\(text(field(places.lane)))` is no number from 0 to 30")
        }
        if places.heading >= 0, !field(places.heading).isEmpty {
            details.heading = Heading(text(field(places.heading)))
            guard details.heading != nil else {
                return refuse(places.heading, "`\(text(field(places.heading)))` is no heading")
            }
        }
        guard let detail = number(of: details.packed) else {
            return refuse(places.plate, "has more kinds of detail than one import can hold")
        }
        let dayLength = DayLayout.dayMilliseconds
        let rest = (time % dayLength + dayLength) % dayLength
        enter(day: Int((time - rest) / dayLength))
        if !isNormal { note(.raw, plate) }
        if key >> 63 != 0, current.longPlates[key] == nil {
            current.longPlates[key] = RegistrationMark(text(plate))?.description ?? normal(text(plate))
        }
        if places.patch >= 0 { note(.patch, field(places.patch)) }
        if places.overview >= 0 { note(.overview, field(places.overview)) }
        current.reads.append(PackedRead(key: key, time: UInt32(rest), camera: camera, detail: detail))
    }

    private func normal(_ text: String) -> String { text.uppercased().filter { $0.isLetter || $0.isNumber } }

    private func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }

    private mutating func note(_ kind: NoteKind, _ bytes: Bytes) {
        guard !bytes.isEmpty else { return }
        current.notes.append(Note(read: current.reads.count, kind: kind, text: text(bytes)))
    }

    @inline(__always)
    private func number(_ bytes: Bytes, _ range: ClosedRange<Int>, _ value: inout Int?) -> Bool {
        guard !bytes.isEmpty else { return true }
        var result = 0
        for byte in bytes {
            guard byte >= 48, byte <= 57, result <= 1000 else { return false }
            result = result * 10 + Int(byte) - 48
        }
        value = result
        return range.contains(result)
    }

    @inline(__always) private mutating func number(of packed: UInt32) -> UInt16? {
        if let lastDetail, lastDetail.packed == packed { return lastDetail.number }
        let number: UInt16
        if let known = detailOf[packed] {
            number = known
        } else {
            guard out.details.count < Int(UInt16.max) else { return nil }
            number = UInt16(out.details.count)
            detailOf[packed] = number
            out.details.append(packed)
        }
        lastDetail = (packed, number)
        return number
    }

    @inline(__always) private mutating func enter(day: Int) {
        guard day != self.day else { return }
        keepDay()
        self.day = day
        current = out.days.removeValue(forKey: day) ?? DayReads()
    }

    private mutating func keepDay() {
        guard let day else { return }
        out.days[day] = current
        current = DayReads()
    }

    private mutating func refuse(_ place: Int, _ reason: String) {
        out.refused += 1
        guard out.refusals.count < Self.refusalsKept else { return }
        out.refusals.append(ReadImport.Refusal(line: out.lines, field: places.headings[place], reason: reason))
    }
}

/// Numbers names in the order in which they come.
struct NameTable {
    private(set) var names: [String] = []
    private var numberOf: [String: UInt16] = [:]
    /// Names of at most eight bytes by those bytes, which spares most reads a text.
    private var short: [UInt64: UInt16] = [:]
    private var last: (bytes: UInt64, number: UInt16)?

    @inline(__always) mutating func number(of bytes: UnsafeBufferPointer<UInt8>) -> UInt16? {
        guard bytes.count <= 8 else { return number(ofName: String(decoding: bytes, as: UTF8.self)) }
        var packed: UInt64 = 0
        for byte in bytes { packed = packed << 8 | UInt64(byte) }
        if let last, last.bytes == packed { return last.number }
        let number: UInt16
        if let known = short[packed] {
            number = known
        } else {
            guard let new = self.number(ofName: String(decoding: bytes, as: UTF8.self)) else { return nil }
            number = new
            short[packed] = number
        }
        last = (packed, number)
        return number
    }

    mutating func number(ofName name: String) -> UInt16? {
        if let known = numberOf[name] { return known }
        guard names.count < Int(UInt16.max) else { return nil }
        let number = UInt16(names.count)
        names.append(name)
        numberOf[name] = number
        return number
    }
}
