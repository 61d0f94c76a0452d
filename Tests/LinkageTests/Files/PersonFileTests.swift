import Testing
import Vocabulary

@testable import Linkage

struct PersonFileTests {
    private func rows(_ text: String) throws -> [[String]] {
        var found: [[String]] = []
        try Array(text.utf8).withUnsafeBufferPointer { bytes in
            let separator = DelimitedText.separator(of: Span(_unsafeElements: bytes))
            try DelimitedText.eachRow(of: bytes, separator: separator) { _, fields in
                found.append((0..<fields.count).map { fields.string($0) })
            }
        }
        return found
    }

    private func file(_ text: String, key: String? = nil, truth: String? = nil) throws -> PersonFile {
        try Array(text.utf8).withUnsafeBufferPointer { try PersonFile($0, key: key, truth: truth) }
    }

    @Test(
        "Rows are read as RFC 4180 writes them",
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]), ("a,b\r\n1,\r\n", [["a", "b"], ["1", ""]]),
            ("a;b\n\"x;y\";\"say \"\"no\"\"\"\n", [["a", "b"], ["x;y", "say \"no\""]]),
            ("\u{FEFF}a\tb\n\"1\n2\"\t 3 ", [["a", "b"], ["1\n2", "3"]]), ("a,b\n\n,", [["a", "b"], ["", ""]]),
            ("", []),
        ] as [(String, [[String]])]
    )
    func rowsOfText(text: String, expected: [[String]]) throws { #expect(try rows(text) == expected) }

    @Test("A quote that never ends is a problem with its line")
    func endlessQuote() {
        #expect(throws: DelimitedText.Problem(line: 2, words: "the quote that begins here never ends")) {
            try rows("a,b\n\"x,2\n3,4\n")
        }
    }

    @Test("Any bytes are read or refused without harm", arguments: 0..<20 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var dice = SeededGenerator(seed: seed)
        let alphabet = Array("\",\n\r ;ab\u{00e9}".utf8) + [0xFF, 0x00]
        let bytes = (0..<400).map { _ in alphabet[dice.number(below: alphabet.count)] }
        bytes.withUnsafeBufferPointer { bytes in
            var read = 0
            _ = try? DelimitedText.eachRow(of: bytes, separator: 0x2C) { _, fields in
                read += (0..<fields.count).reduce(0) { $0 + fields.with($1) { $0.count } }
            }
            #expect(read <= bytes.count)
        }
    }

    @Test("What a column says is found from its heading or its values")
    func roles() throws {
        let heading = "ref,Forename,Last Name,DOB,town,PostCode,col7,employer,flag\n"
        let people = (1...60).map {
            "R\($0),Amara,Okafor,1990-01-\($0 % 28 + 1),Leeds,LS6 3A\(["A", "B"][$0 % 2]),07700 900\(100 + $0),"
                + "Works \($0 % 20),yes"
        }
        let found = try file(heading + people.joined(separator: "\n")).roles.columns.map(\.role)
        let expected: [ColumnRoles.Role] = [
            .ignored, .given, .surname, .birthDate, .ignored, .postcode, .phone, .other, .ignored,
        ]
        #expect(found == expected)
    }

    @Test("Dates of the row are no dates of birth where a column is called so, and are one where none is")
    func datesOfRows() throws {
        let people = (1...60).map { "\($0),Amara,Okafor\($0),1990-01-\($0 % 28 + 1),2026-11-\($0 % 28 + 1)" }
        func roles(_ heading: String) throws -> [ColumnRoles.Role] {
            try file(heading + people.joined(separator: "\n")).roles.columns.map(\.role)
        }
        #expect(try roles("ref,forename,surname,dob,created\n").suffix(2) == [.birthDate, .ignored])
        #expect(try roles("ref,forename,surname,col4,col5\n").suffix(2) == [.birthDate, .birthDate])
    }

    @Test("A column that is not there is named, with those that are")
    func missingColumn() {
        #expect(throws: DelimitedText.Problem(line: 1, words: "there is no column `x`; the columns are a, b")) {
            try file("a,b\n1,2\n", key: "x")
        }
    }

    @Test("People of a file join as the same people given one by one")
    func sameAsSketches() throws {
        let text = """
            id,first_name,middle_name,surname,dob,postcode,phone
            a,Emeka,John,Okafor,1991-03-14,LS6 3AA,07700 900461
            b,Emeka,,Okafor,14/03/1991,ls63aa,+447700900461
            c,Ruth,,Whitfield,1960-02-31,YO1 7HH,
            """
        let people = try file(text, key: "id")
        #expect(people.keys == ["a", "b", "c"])
        let joining = Linker().join(people.people)
        #expect(joining.clusters == [[0, 1], [2]])
        let date = try #require(CalendarDate(year: 1991, month: 3, day: 14))
        let sketches = [("Emeka John", Int64(0)), ("Emeka", 1)].map { name, handle in
            PersonSketch(
                handle: handle,
                givenNames: [name],
                surnames: ["Okafor"],
                birthDates: [date],
                postcodes: ["LS6 3AA"],
                phones: ["+447700900461"]
            )
        }
        #expect(joining.edges.first?.bits == Linker().join(sketches).edges.first?.bits)
    }

    @Test("A row with more values than headings is a problem with its line and its field")
    func extraValues() {
        #expect(throws: DelimitedText.Problem(line: 3, words: "field 3 is `Leeds`, and there are 2 columns")) {
            try file("name,address\nAmara Okafor,1 Mill Road\nOwen Quill,2 Mill Road,Leeds\n")
        }
        #expect(throws: DelimitedText.Problem(line: 2, words: "field 3 is `x`, and there are 2 columns")) {
            try Array("a,b\n1,2,x\n".utf8).withUnsafeBufferPointer { _ = try PlainTable($0) }
        }
        #expect(throws: Never.self) { try file("name,address\nAmara Okafor,1 Mill Road,,\n") }
    }

    @Test("Two columns of one name are a problem")
    func twoColumns() {
        #expect(throws: DelimitedText.Problem(line: 1, words: "two columns are called `name`")) {
            try file("name,born,name\nAmara,1990-01-01,Okafor\n")
        }
    }

    @Test("Some rows are read as they are among all")
    func someRows() throws {
        let text = "ref,first name,surname\nA,Amara,Okafor\nB,Owen,Quill\nC,Noor,Bhatt\n"
        let table = try Array(text.utf8).withUnsafeBufferPointer { try PlainTable($0, rows: [1]) }
        #expect(table.rows == [["B", "Owen", "Quill"]] && table.lines == [3])
    }
}
