import Vocabulary

/// People as columns of small numbers.
///
/// Texts are interned: a comparison of two names is a comparison of two numbers until they differ. Raw names are
/// standardised once for each distinct spelling, so that a million records cost a million look-ups.
package struct PersonColumns: Sendable {
    /// Ascending; what clusters and edges speak of.
    package private(set) var handles: [Int64] = []
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
    /// The kinds of other facts, each with its own texts.
    var others = [Runs](repeating: Runs(), count: 4)
    var otherTexts = [ByteDictionary](repeating: ByteDictionary(), count: 4)

    /// Room for one text, handed from call to call.
    private var scratch: [UInt8] = []
    private var givenSpellings = NameSpellings()
    private var surnameSpellings = NameSpellings()
    private var fullSpellings = NameSpellings()
    private var isOpen = false

    /// How many people there are.
    package var count: Int { handles.count }

    /// The place of a handle, or `nil` when there is no such person.
    func place(of handle: Int64) -> Int? {
        var low = 0
        var high = handles.count
        while low < high {
            let middle = (low + high) / 2
            if handles[middle] < handle { low = middle + 1 } else { high = middle }
        }
        return low < handles.count && handles[low] == handle ? low : nil
    }

    /// Columns without people.
    package init() {}

    /// Standardises the sketches.
    ///
    /// A handle given twice is one nominal with the values of both. O(total text).
    init(_ sketches: [PersonSketch], progress: (Int) -> Void = { _ in }) {
        let order = sketches.indices.sorted { sketches[$0].handle < sketches[$1].handle }
        for (place, index) in order.enumerated() {
            append(sketches[index])
            if place % 4096 == 0 { progress(place) }
        }
        finish()
    }

    // MARK: - Writing

    /// Begins the next person, or goes on with the last when the handle is the same.
    ///
    /// Handles must not descend.
    package mutating func begin(_ handle: Int64) {
        if isOpen, handles.last == handle { return }
        precondition(handles.last.map { $0 < handle } ?? true, "people are written in the order of their handles")
        finish()
        handles.append(handle)
        sexes.append(0)
        isOpen = true
    }

    /// Ends the last person; nothing can be added to it afterwards.
    package mutating func finish() {
        guard isOpen else { return }
        isOpen = false
        firsts.close()
        middles.close()
        surnames.close()
        births.close()
        postcodes.close()
        addresses.close()
        phones.close()
        emails.close()
        identifiers.close()
        for index in others.indices { others[index].close() }
    }

    /// Drops what is needed for writing only; the columns can be read as before.
    package mutating func shrink() {
        for runs in [\PersonColumns.postcodeTexts, \.phoneTexts, \.emailTexts, \.identifierTexts] {
            self[keyPath: runs].closeForReading()
        }
        addressTexts.closeForReading()
        givenSpellings = NameSpellings()
        surnameSpellings = NameSpellings()
        fullSpellings = NameSpellings()
    }

    /// Given names as written, first name first.
    package mutating func addGiven(_ text: Span<UInt8>) { add(given(text), isMiddle: false) }

    /// A middle name or several, from a column of their own.
    package mutating func addMiddle(_ text: Span<UInt8>) { add(given(text), isMiddle: true) }

    private mutating func given(_ text: Span<UInt8>) -> NameSpellings.Entry {
        let (number, isNew) = givenSpellings.number(of: text)
        if isNew { givenSpellings.append(names.parts(PersonName.given(Self.string(text)), [])) }
        return givenSpellings.entries[number]
    }

    /// A family name as written.
    package mutating func addSurname(_ text: Span<UInt8>) {
        let (number, isNew) = surnameSpellings.number(of: text)
        if isNew { surnameSpellings.append(names.parts([], PersonName.words(Self.string(text)))) }
        add(surnameSpellings.entries[number], isMiddle: false)
    }

    /// A whole name that the source does not split.
    package mutating func addFullName(_ text: Span<UInt8>) {
        let (number, isNew) = fullSpellings.number(of: text)
        if isNew {
            let (given, surname) = PersonName.split(Self.string(text))
            fullSpellings.append(names.parts(given, surname))
        }
        add(fullSpellings.entries[number], isMiddle: false)
    }

    private static func string(_ text: Span<UInt8>) -> String {
        text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }

    private mutating func add(_ spelling: NameSpellings.Entry, isMiddle: Bool) {
        if let first = spelling.first {
            if isMiddle { middles.append(first) } else { firsts.append(first) }
        }
        for word in spelling.middles { middles.append(word) }
        if let surname = spelling.surname { surnames.append(surname) }
    }

    /// A date of birth, whole or in part.
    package mutating func addBirth(_ date: CalendarDate) { births.append(PackedDate(date).value) }

    /// A date as `year * 10000 + month * 100 + day`, zero where a part is not known.
    package mutating func addBirth(packed: UInt32) { births.append(packed) }

    /// A sex as written: only the first letter counts.
    package mutating func addSex(_ text: Span<UInt8>) {
        guard !text.isEmpty else { return }
        let letter = text[0] | 0x20
        if letter == 0x6D || letter == 0x66 { sexes[sexes.count - 1] = letter }
    }

    /// A postcode as written.
    package mutating func addPostcode(_ text: Span<UInt8>) {
        var buffer = takeScratch()
        defer { scratch = buffer }
        PostcodeKey.write(text, into: &buffer)
        if buffer.count >= 2 { postcodes.append(postcodeTexts.intern(buffer.span)) }
    }

    /// An address as written, in one text.
    package mutating func addAddress(_ text: Span<UInt8>) {
        var buffer = takeScratch()
        defer { scratch = buffer }
        TextFold.fold(text, into: &buffer)
        AddressWords.tidy(&buffer)
        if let id = addressTexts.intern(buffer.span) { addresses.append(id) }
    }

    /// A phone number as written: national and international forms are one.
    package mutating func addPhone(_ text: Span<UInt8>) {
        var buffer = takeScratch()
        defer { scratch = buffer }
        if PhoneKey.write(text, into: &buffer) { phones.append(phoneTexts.intern(buffer.span)) }
    }

    /// An e-mail address as written; what is none is left out.
    package mutating func addEmail(_ text: Span<UInt8>) {
        var buffer = takeScratch()
        defer { scratch = buffer }
        if EmailKey.write(text, into: &buffer) { emails.append(emailTexts.intern(buffer.span)) }
    }

    /// A number given to the person, `pnc:2002/0073319Z`, or without a kind.
    package mutating func addIdentifier(_ text: Span<UInt8>) {
        var buffer = takeScratch()
        defer { scratch = buffer }
        buffer = Self.identifierKey(Self.string(text))
        if buffer.count >= 4 { identifiers.append(identifierTexts.intern(buffer.span)) }
    }

    /// Another fact, of one of four kinds.
    package mutating func addOther(_ kind: Int, _ text: Span<UInt8>) {
        var buffer = takeScratch()
        defer { scratch = buffer }
        TextFold.fold(text, into: &buffer)
        if !buffer.isEmpty { others[kind].append(otherTexts[kind].intern(buffer.span)) }
    }

    private mutating func takeScratch() -> [UInt8] {
        var taken: [UInt8] = []
        swap(&taken, &scratch)
        return taken
    }

    private mutating func append(_ sketch: PersonSketch) {
        begin(sketch.handle)
        for name in sketch.givenNames { addGiven(name.utf8Span.span) }
        for name in sketch.surnames { addSurname(name.utf8Span.span) }
        for name in sketch.fullNames { addFullName(name.utf8Span.span) }
        for date in sketch.birthDates { addBirth(date) }
        for text in sketch.birthTexts {
            if let date = BirthDateText().packed(text.utf8Span.span) { addBirth(packed: date) }
        }
        if let sex = sketch.sex { addSex(sex.utf8Span.span) }
        for postcode in sketch.postcodes { addPostcode(postcode.utf8Span.span) }
        for line in sketch.addressLines { addAddress(line.utf8Span.span) }
        for phone in sketch.phones { addPhone(phone.utf8Span.span) }
        for email in sketch.emails { addEmail(email.utf8Span.span) }
        for identifier in sketch.identifiers { addIdentifier(identifier.utf8Span.span) }
        for (kind, values) in sketch.others.prefix(4).enumerated() {
            for value in values { addOther(kind, value.utf8Span.span) }
        }
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
