import Foundation
import Testing
import Vocabulary

@testable import Linkage

/// Whatever bytes come, the standardisers and parsers end, within bounds, and harm nothing.
struct FuzzTests {
    @Test("Folding any bytes gives bounded valid text that folds to itself", arguments: 0..<8 as Range<UInt64>)
    func folding(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<60 {
            let text = HostileText.any(&dice)
            text.withUnsafeBufferPointer { TextFold.fold($0, into: &bytes) }
            let once = String(decoding: bytes, as: UTF8.self)
            #expect(bytes.count <= TextFold.bytesMax)
            #expect(Array(once.utf8) == bytes, "not valid UTF-8: \(text)")
            #expect(TextFold.folded(once) == once, "\(text)")
            #expect(!once.hasPrefix(" ") && !once.hasSuffix(" ") && !once.contains("  "))
        }
    }

    @Test("Names of any bytes are taken apart, and taken apart again the same", arguments: 0..<6 as Range<UInt64>)
    func names(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let text = HostileText.string(&dice)
            let words = PersonName.words(text)
            #expect(words.count <= 12 && words.joined().utf8.count <= TextFold.bytesMax)
            #expect(PersonName.words(words.joined(separator: " ")) == words)
            let given = PersonName.given(text)
            #expect(PersonName.given(given.joined(separator: " ")) == given)
            let (first, last) = PersonName.split(text)
            #expect(first.count + last.count <= 24 && (!last.isEmpty || words.isEmpty))
            for word in words { #expect(!word.isEmpty) }
            #expect(PersonName.parts(of: words).count <= words.count)
            let whole = WholeName(text)
            #expect(whole.words.count <= WholeName.wordsMax)
            for other in ["Emeka Okafor", text, HostileText.string(&dice)] {
                let score = NameComparison.compare(text, other).score
                #expect(score >= 0 && score <= 1)
                #expect(abs(NameComparison.compare(other, text).score - score) < 1e-9, "\(text) and \(other)")
            }
        }
    }

    @Test("Codes by sound are short and of plain letters, whatever the name", arguments: 0..<6 as Range<UInt64>)
    func sounds(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        func check(_ code: String, most: Int) {
            #expect(
                code.utf8.count <= most && code.utf8.allSatisfy { $0 == 0x20 || (0x30...0x5A).contains($0) },
                "\(code)"
            )
        }
        for _ in 0..<50 {
            let text = HostileText.string(&dice)
            check(Soundex.code(of: text), most: 4)
            check(NYSIIS.code(of: text), most: TextFold.bytesMax)
            check(Metaphone.code(of: text), most: 2 * TextFold.bytesMax)
            check(MatchRating.code(of: text), most: 6)
            let double = DoubleMetaphone(text)
            check(double.primary, most: 4)
            check(double.alternate, most: 4)
            let sounds = NameSound.sounds(of: text)
            #expect(NameSound.similarity(sounds, sounds) >= 0.999 || sounds.isEmpty)
            #expect(MatchRating.areAlike(text, text) ?? true)
        }
    }

    /// Every field from bytes that need not be text.
    private func person(_ columns: inout PersonColumns, _ handle: Int64, _ dice: inout SeededGenerator) {
        columns.begin(handle)
        for _ in 0..<dice.number(below: 12) {
            let bytes = HostileText.any(&dice)
            switch dice.number(below: 11) {
            case 0: columns.addGiven(bytes.span)
            case 1: columns.addMiddle(bytes.span)
            case 2: columns.addSurname(bytes.span)
            case 3: columns.addFullName(bytes.span)
            case 4: columns.addSex(bytes.span)
            case 5: columns.addPostcode(bytes.span)
            case 6: columns.addAddress(bytes.span)
            case 7: columns.addPhone(bytes.span)
            case 8: columns.addEmail(bytes.span)
            case 9: columns.addIdentifier(bytes.span)
            default: columns.addOther(dice.number(below: 4), bytes.span)
            }
        }
    }

    @Test("People of any bytes are compared from both sides and joined", arguments: 0..<3 as Range<UInt64>)
    func people(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        var columns = PersonColumns()
        for handle in 0..<80 { person(&columns, Int64(handle), &dice) }
        columns.finish()
        let comparer = PairComparer(columns: columns, model: .standard)
        for a in stride(from: 0, to: columns.count, by: 5) {
            for b in 0..<columns.count { #expect(comparer.compare(a, b).pattern == comparer.compare(b, a).pattern) }
        }
        let joining = Linker(model: .fixed).join(columns)
        #expect(joining.clusters.joined().sorted() == columns.handles)
        for edge in joining.edges { #expect(edge.bits.isFinite && edge.a < edge.b) }
    }

    @Test("A field as long as a book is cut and harms nothing", arguments: HostileText.long.indices)
    func long(which: Int) {
        let text = HostileText.long[which].text
        var sketch = PersonSketch(handle: 1, givenNames: [text], surnames: [text], fullNames: [text])
        (sketch.postcodes, sketch.addressLines, sketch.phones) = ([text], [text], [text])
        (sketch.emails, sketch.identifiers, sketch.others) = ([text], [text, "a:" + text], [[text]])
        let columns = PersonColumns([sketch])
        let stored = [
            columns.names.texts, columns.postcodeTexts, columns.phoneTexts, columns.emailTexts, columns.identifierTexts,
        ]
        for texts in stored + columns.otherTexts {
            for id in 0..<UInt32(texts.count) { #expect(texts.range(id).count <= 2 * TextFold.bytesMax + 1) }
        }
        #expect(Linker(model: .fixed).explain(sketch, sketch).totalBits.isFinite)
        #expect(PersonName.split(text).surname.count <= 12)
        #expect(WholeName(text).words.count <= WholeName.wordsMax)
        #expect(DoubleMetaphone(text).primary.utf8.count <= 4 && Soundex.code(of: text).utf8.count <= 4)
        var index = PersonIndex([
            IndexDocument(handle: 1, names: [text], places: [text], phones: [text], identifiers: [text])
        ])
        index.insert(IndexDocument(handle: 2, names: ["Emeka Okafor"]))
        _ = index.search(text, limit: 10)
        #expect(index.search("okafor", limit: 10).map(\.handle) == [2])
    }

    @Test("The index takes any text and answers any question", arguments: 0..<4 as Range<UInt64>)
    func index(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let documents = (0..<60).map { handle in
            IndexDocument(
                handle: Int64(handle),
                names: [HostileText.string(&dice), HostileText.string(&dice)],
                places: [HostileText.string(&dice)],
                phones: [HostileText.string(&dice)],
                identifiers: [HostileText.string(&dice)],
                plates: [HostileText.string(&dice)]
            )
        }
        var index = PersonIndex(documents)
        for handle in 0..<20 as Range<Int64> { index.remove(handle) }
        for document in documents.prefix(5) { index.insert(document) }
        for _ in 0..<40 {
            let hits = index.search(HostileText.string(&dice), limit: 7)
            #expect(hits.count <= 7 && hits.allSatisfy { $0.score.isFinite && !(5..<20).contains($0.handle) })
        }
    }

    @Test("A file of any bytes is read as people or refused with its line", arguments: 0..<6 as Range<UInt64>)
    func files(seed: UInt64) throws {
        var dice = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            var bytes = Array("first_name,surname,dob,postcode,phone,address,note,note\n".utf8)
            for _ in 0..<dice.number(below: 30) {
                bytes += HostileText.any(&dice)
                bytes.append([0x2C, 0x0A, 0x22, 0x2C][dice.number(below: 4)])
            }
            try bytes.withUnsafeBufferPointer { bytes in
                do {
                    let file = try PersonFile(bytes)
                    #expect(file.people.count == file.keys.count)
                    _ = Linker(model: .fixed).join(file.people)
                } catch let problem as DelimitedText.Problem {
                    #expect(problem.line >= 1)
                }
            }
        }
    }

    @Test("Roles that a person wrote, with more other facts than are weighed, are refused or read")
    func roles() throws {
        let names = (1...7).map { "fact\($0)" }
        let json = names.map { #"{"name":"\#($0)","role":"other","reason":""}"# }.joined(separator: ",")
        let roles = try JSONDecoder().decode(ColumnRoles.self, from: Data(#"{"columns":[\#(json)]}"#.utf8))
        let text = names.joined(separator: ",") + "\na,b,c,d,e,f,g\n"
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            do { _ = try PersonFile(bytes, roles: roles) } catch is DelimitedText.Problem {}
        }
    }

    private static let naughty = TestFiles.vectors + "/blns.txt"

    @Test(
        "The published list of naughty strings",
        .enabled(if: TestFiles.exist(naughty), "no vectors beside the project")
    )
    func naughtyStrings() throws {
        let lines = try String(contentsOfFile: Self.naughty, encoding: .utf8).split(separator: "\n").map(String.init)
        #expect(lines.count > 400)
        for line in lines {
            let once = TextFold.folded(line)
            #expect(TextFold.folded(once) == once && once.utf8.count <= TextFold.bytesMax, "\(line)")
            #expect(WholeName(line).words.count <= WholeName.wordsMax)
            #expect(NameComparison.compare(line, line).score <= 1)
        }
        let people = lines.enumerated().map {
            PersonSketch(handle: Int64($0), fullNames: [$1], addressLines: [$1], identifiers: [$1])
        }
        #expect(Linker(model: .fixed).join(people).clusters.joined().count == lines.count)
    }

    @Test("Dates of any text are read or not", arguments: 0..<4 as Range<UInt64>)
    func dates(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let parts = [
            "0", "00", "31", "12", "2026", "99999999", "18446744073709551616", "-", "/", ".", " ", "feb", "st", "٣",
            "é",
        ]
        for _ in 0..<400 {
            let text = (0..<dice.number(below: 8)).map { _ in parts[dice.number(below: parts.count)] }.joined()
            if let date = CalendarDate(parsing: text) {
                #expect(CalendarDate(parsing: date.description) == date, "\(text)")
                #expect(PackedDate(date).value > 0)
            }
            let file = "dob,surname\n\"\(text)\",Okafor\n"
            _ = try? Array(file.utf8).withUnsafeBufferPointer { try PersonFile($0) }
        }
    }
}
