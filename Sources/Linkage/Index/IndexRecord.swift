/// How one person is written in an index.
///
/// Two bytes say which fields there are (bit 0 first names, then middle names, surnames, dates, postcodes, addresses,
/// phones, e-mails, identifiers, four kinds of other facts), the sex (bits 13 and 14: 1 female, 2 male) and whether
/// any field has several values (bit 15); if so, one byte for each field says how many. Then the values, in the order
/// of ``PersonColumns``: a number of the lexicon; a date in four bytes; an address as one byte of count and the numbers
/// of its words; a phone, e-mail address or identifier as ``inline(_:_:)`` writes it.
struct IndexRecord {
    /// The fields in their order.
    enum Field {
        static let first = 0
        static let middle = 1
        static let surname = 2
        static let birth = 3
        static let postcode = 4
        static let address = 5
        static let phone = 6
        static let email = 7
        static let identifier = 8
        static let other = 9
        static let sex = 13
    }

    let bytes: FlatSection
    /// Bytes of a number of the lexicon: 3 or 4.
    let width: Int

    /// Calls the body with each value: its field, its number or date, and where its bytes are.
    ///
    /// Returns the place after the record.
    @inline(__always)
    @discardableResult
    func eachValue(at start: Int, _ body: (Int, UInt32, Range<Int>) -> Void) -> Int {
        let mask = Int(bytes.two(start))
        var place = start &+ 2
        var counts = place
        if mask & 0x8000 != 0 { place &+= (mask & 0x1FFF).nonzeroBitCount }
        let sex = mask >> 13 & 3
        if sex != 0 { body(Field.sex, UInt32(sex), start..<start) }
        var fields = mask & 0x1FFF
        while fields != 0 {
            let field = fields.trailingZeroBitCount
            fields &= fields &- 1
            var count = 1
            if mask & 0x8000 != 0 {
                count = min(Int(bytes.byte(counts)), 8)
                counts &+= 1
            }
            for _ in 0..<count {
                switch field {
                case Field.birth:
                    body(field, bytes.four(place), place..<place &+ 4)
                    place &+= 4
                case Field.address:
                    let end = place &+ 1 &+ Int(bytes.byte(place)) &* width
                    body(field, 0, place &+ 1..<end)
                    place = end
                case Field.phone, Field.email, Field.identifier:
                    let end = inlineEnd(place)
                    body(field, 0, place..<end)
                    place = end
                default:
                    body(field, bytes.number(place, width: width), place..<place &+ width)
                    place &+= width
                }
            }
        }
        return place
    }

    private func inlineEnd(_ place: Int) -> Int {
        let head = Int(bytes.byte(place))
        if head & 0x80 != 0 { return place &+ 1 &+ ((head & 0x7F) &+ 1) / 2 }
        return head == 0x7F ? place &+ 3 &+ Int(bytes.two(place &+ 1)) : place &+ 1 &+ head
    }

    /// The text of a phone, e-mail address or identifier.
    func inlineText(_ range: Range<Int>, into text: inout [UInt8]) {
        text.removeAll(keepingCapacity: true)
        let head = Int(bytes.byte(range.lowerBound))
        if head & 0x80 != 0 {
            for index in 0..<head & 0x7F {
                let pair = bytes.byte(range.lowerBound &+ 1 &+ index / 2)
                text.append(0x30 + (index & 1 == 0 ? pair >> 4 : pair & 15))
            }
        } else {
            let start = range.lowerBound &+ (head == 0x7F ? 3 : 1)
            bytes.lend(start..<max(start, range.upperBound)) { span in
                span.withUnsafeBufferPointer { text.append(contentsOf: $0) }
            }
        }
    }

    /// Writes a text: two digits a byte where there is nothing else in it, with the high bit of the count set.
    static func inline(_ text: Span<UInt8>, _ record: inout [UInt8]) {
        var isDigits = (1...127).contains(text.count)
        for index in text.indices where !(0x30...0x39).contains(text[index]) { isDigits = false }
        if isDigits {
            record.append(0x80 | UInt8(text.count))
            for index in stride(from: 0, to: text.count, by: 2) {
                let low = index + 1 < text.count ? text[index + 1] - 0x30 : 0
                record.append((text[index] - 0x30) << 4 | low)
            }
            return
        }
        if text.count < 0x7F {
            record.append(UInt8(text.count))
        } else {
            record.append(0x7F)
            let count = UInt16(clamping: text.count)
            record.append(UInt8(truncatingIfNeeded: count))
            record.append(UInt8(truncatingIfNeeded: count >> 8))
        }
        text.withUnsafeBufferPointer { record.append(contentsOf: $0.prefix(Int(UInt16.max))) }
    }

    /// Writes a number of the lexicon.
    @inline(__always)
    static func number(_ id: UInt32, width: Int, _ record: inout [UInt8]) {
        record.append(UInt8(truncatingIfNeeded: id))
        record.append(UInt8(truncatingIfNeeded: id >> 8))
        record.append(UInt8(truncatingIfNeeded: id >> 16))
        if width == 4 { record.append(UInt8(truncatingIfNeeded: id >> 24)) }
    }
}
