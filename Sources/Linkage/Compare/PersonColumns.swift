import Vocabulary

/// Sketches as columns of small numbers, in the order of their handles, so that the order of input means nothing.
///
/// Texts are interned: a comparison of two names is a comparison of two numbers until they differ.
struct PersonColumns: Sendable {
    var handles: [Int64] = []
    var names = NameColumn()
    /// First names: the first word of each given name.
    var firsts = Runs()
    /// The other words of given names.
    var middles = Runs()
    /// Surnames, words parted by a space.
    var surnames = Runs()
    /// `year * 10000 + month * 100 + day`, zero where a part is not known.
    var births = Runs()
    /// 0 not known, else the folded first letter.
    var sexes: [UInt8] = []
    var postcodes = Runs()
    var postcodeTexts = ByteDictionary()
    var addresses = Runs()
    var addressTexts = AddressColumn()
    var phones = Runs()
    var phoneTexts = ByteDictionary()
    var emails = Runs()
    var emailTexts = ByteDictionary()
    var identifiers = Runs()
    var identifierTexts = ByteDictionary()

    var count: Int { handles.count }

    /// Standardises the sketches.
    ///
    /// A handle given twice is one nominal with the values of both. O(total text).
    init(_ sketches: [PersonSketch], progress: (Int) -> Void = { _ in }) {
        let order = sketches.indices.sorted { sketches[$0].handle < sketches[$1].handle }
        var buffer: [UInt8] = []
        for (place, index) in order.enumerated() {
            let sketch = sketches[index]
            if place > 0, handles.last != sketch.handle { close() }
            if handles.last != sketch.handle || place == 0 {
                handles.append(sketch.handle)
                sexes.append(0)
            }
            append(sketch, buffer: &buffer)
            if place % 4096 == 0 { progress(place) }
        }
        if !handles.isEmpty { close() }
    }

    private mutating func close() {
        firsts.close()
        middles.close()
        surnames.close()
        births.close()
        postcodes.close()
        addresses.close()
        phones.close()
        emails.close()
        identifiers.close()
    }

    private mutating func append(_ sketch: PersonSketch, buffer: inout [UInt8]) {
        for name in sketch.givenNames { appendGiven(PersonName.given(name)) }
        for name in sketch.surnames { appendSurname(PersonName.words(name)) }
        for name in sketch.fullNames {
            let (given, surname) = PersonName.split(name)
            appendGiven(given)
            appendSurname(surname)
        }
        for date in sketch.birthDates { births.append(PackedDate(date).value) }
        if let sex = sketch.sex {
            TextFold.fold(sex, into: &buffer)
            if let first = buffer.first, first == 0x6D || first == 0x66 { sexes[sexes.count - 1] = first }
        }
        for postcode in sketch.postcodes {
            TextFold.compact(postcode, into: &buffer)
            if buffer.count >= 2 { postcodes.append(postcodeTexts.intern(buffer.span)) }
        }
        for line in sketch.addressLines {
            if let id = addressTexts.intern(line, buffer: &buffer) { addresses.append(id) }
        }
        for phone in sketch.phones {
            TextFold.compact(phone, into: &buffer)
            if buffer.count >= 5 { phones.append(phoneTexts.intern(buffer.span)) }
        }
        for email in sketch.emails {
            buffer = Self.emailKey(email)
            if buffer.count >= 3 { emails.append(emailTexts.intern(buffer.span)) }
        }
        for identifier in sketch.identifiers {
            buffer = Self.identifierKey(identifier)
            if buffer.count >= 4 { identifiers.append(identifierTexts.intern(buffer.span)) }
        }
    }

    private mutating func appendGiven(_ words: [String]) {
        guard let first = words.first else { return }
        firsts.append(names.intern([first]))
        for word in words.dropFirst() { middles.append(names.intern([word])) }
    }

    private mutating func appendSurname(_ words: [String]) {
        guard !words.isEmpty else { return }
        surnames.append(names.intern(words))
    }

    /// An e-mail address in lower case without spaces, cut at 120 bytes.
    static func emailKey(_ text: String) -> [UInt8] {
        var key: [UInt8] = []
        for byte in text.utf8.prefix(120) where byte > 0x20 {
            key.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte)
        }
        return key
    }

    /// The kind, a colon, and the letters and digits of the number: `pnc:20020073319z`.
    static func identifierKey(_ text: String) -> [UInt8] {
        var kind: [UInt8] = []
        var number: [UInt8] = []
        if let colon = text.firstIndex(of: ":") {
            TextFold.compact(String(text[..<colon]), into: &kind)
            TextFold.compact(String(text[text.index(after: colon)...]), into: &number)
        } else {
            TextFold.compact(text, into: &number)
        }
        return number.isEmpty ? [] : kind + [0x3A] + number
    }
}

/// A date as one number whose digits are the date's: 19910314, 19910300 or 19910000.
struct PackedDate: Hashable, Sendable {
    var value: UInt32

    init(_ date: CalendarDate) {
        value = UInt32(date.year) * 10_000 + UInt32(date.month ?? 0) * 100 + UInt32(date.day ?? 0)
    }

    init(value: UInt32) { self.value = value }

    var year: UInt32 { value / 10_000 }
    var month: UInt32 { value / 100 % 100 }
    var day: UInt32 { value % 100 }
    var isComplete: Bool { day != 0 }

    /// Complete, and not the first of January, which systems write for "some time that year".
    var isExact: Bool { isComplete && value % 10_000 != 101 }

    /// As it is shown: `1991-03-14`, `1991-03`, `1991`.
    var text: String {
        var text = String(year)
        while text.utf8.count < 4 { text = "0" + text }
        for part in [month, day] where part != 0 { text += (part < 10 ? "-0" : "-") + String(part) }
        return text
    }
}
