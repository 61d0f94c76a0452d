import Testing

@testable import Linkage

/// Through the whole engine, from the text of a file to the people found in it.
struct WrittenManyWaysTests {
    private static let heading = "first_name,surname,dob,postcode,address,phone,email\n"

    private func file(_ text: String) throws -> PersonFile {
        try Array(text.utf8).withUnsafeBufferPointer { try PersonFile($0) }
    }

    private func joins(_ a: String, _ b: String) throws -> Bool {
        try Linker().join(file(Self.heading + a + "\n" + b + "\n").people).clusters.count == 1
    }

    @Test(
        "One person written in two ways is joined",
        arguments: [
            // Dates.
            ("Emeka,Okafor,14/03/1991,LS6 3AA,,,", "Emeka,Okafor,14 March 1991,ls63aa,,,"),
            ("Emeka,Okafor,c. 1990,LS6 3AA,,,", "Emeka,Okafor,14/03/1991,LS6 3AA,,,"),
            ("Emeka,Okafor,1990s,LS6 3AA,,,", "Emeka,Okafor,March 1991,LS6 3AA,,,"),
            ("Emeka,Okafor,1991,LS6 3AA,,,", "Emeka,Okafor,14/03/1991,LS6 3AA,,,"),
            ("Emeka,Okafor,1991-70-14,LS6 3AA,,,", "Emeka,Okafor,1991-10-14,LS6 3AA,,,"),
            // Names.
            ("Dr Emeka,Okafor,14/03/1991,,,,", "Emeka,OKAFOR,14/03/1991,,,,"),
            ("Okafor,Emeka,14/03/1991,LS6 3AA,,,", "Emeka,Okafor,14/03/1991,LS6 3AA,,,"),
            ("Anna,van der Berg,14/03/1991,,,,", "Anna,Vanderberg,14/03/1991,,,,"),
            ("Anna,Berg,14/03/1991,LS6 3AA,,,", "Anna,van der Berg,14/03/1991,LS6 3AA,,,"),
            ("Ruth,Whitfield-Quill,14/03/1991,LS6 3AA,,,", "Ruth,Quill,14/03/1991,LS6 3AA,,,"),
            ("Seán,Ó Súilleabháin,14/03/1991,LS6 3AA,,,", "Sean,O'Suilleabhain,14/03/1991,LS6 3AA,,,"),
            ("Дмитрий,Медведев,14/03/1991,LS6 3AA,,,", "Dmitri,Medvedev,14/03/1991,LS6 3AA,,,"),
            ("محمد,حسين,14/03/1991,LS6 3AA,,,", "Mohammed,Hussein,14/03/1991,LS6 3AA,,,"),
            ("דוד,לוי,14/03/1991,LS6 3AA,,,", "David,Levi,14/03/1991,LS6 3AA,,,"),
            ("近平,习,14/03/1991,LS6 3AA,,,", "Jinping,Xi,14/03/1991,LS6 3AA,,,"),
            // Places and numbers.
            ("Emeka,Okafor,14/03/1991,LS6 3,,,", "Emeka,Okafor,1991,LS6 3AA,,,"),
            ("Emeka,Okafor,1991,LS6 OAA,,,", "Emeka,Okafor,14/03/1991,LS6 0AA,,,"),
            ("Emeka,Okafor,,,\"Flat 2, 14A High St, Leeds\",,", "Emeka,Okafor,,,\"14 a High Street, Apt 2, Leeds\",,"),
            ("Emeka,Okafor,,,12 St John's Rd Leeds,,", "Emeka,Okafor,,,\"12 Saint Johns Road, Leeds\",,"),
            ("Emeka,Okafor,,,,+44 (0)7700 900461,", "Emeka,Okafor,,,,07700 900461 ext 3,"),
            ("Emeka,Okafor,,,,,E.Okafor+news@Mail.Example", "Emeka,Okafor,,,,,mailto:e.okafor@mail.example"),
        ]
    )
    func joined(a: String, b: String) throws { #expect(try joins(a, b)) }

    @Test(
        "Two people who are alike in writing stay two",
        arguments: [
            ("Emeka,Okafor,1950s,LS6 3AA,,,", "Emeka,Okafor,14/03/1991,LS6 3AA,,,"),
            ("Emeka,Okafor,c. 1960,LS6 3AA,,,", "Emeka,Okafor,14/03/1991,LS6 3AA,,,"),
            ("Emeka,Okafor,,,,+33 7700 900461,", "Ruth,Quill,,,,07700 900461,"),
            ("Dr,Okafor,14/03/1991,,,,", "Dr,Quill,14/03/1991,,,,"),
            ("Дмитрий,Медведев,14/03/1991,LS6 3AA,,,", "Anna,Sokolova,14/03/1991,LS6 3AA,,,"),
            ("محمد,حسين,14/03/1991,LS6 3AA,,,", "Farida,Hussein,02/11/1993,LS6 3AA,,,"),
            ("John,Smith,,LS6 3,,,", "John,Smith,,LS6 4AA,,,"),
            ("Anna,van der Berg,14/03/1991,,,,", "Anna,van der Meer,02/11/1960,,,,"),
        ]
    )
    func apart(a: String, b: String) throws { #expect(try !joins(a, b)) }

    @Test("A sector by itself is shown as it is written")
    func sector() {
        let (a, b) = (PersonSketch(handle: 1, postcodes: ["LS6 3"]), PersonSketch(handle: 2, postcodes: ["ls63aa"]))
        let field = Linker().explain(a, b).steps.first { $0.field == "Postcode" }
        #expect(field?.a == "LS6 3" && field?.b == "LS6 3AA")
    }

    @Test("What a whole name says beyond given name and surname is middle names, or the name behind a title")
    func wholeNames() throws {
        let read = try file(
            """
            full_name,first_name,surname
            Emeka John Okafor,Emeka,Okafor
            Sir William Robertson,Sir,Robertson
            Ruth Quill,Ruth,Quill
            """
        )
        let people = read.people
        #expect(read.roles.columns.map(\.role) == [.fullName, .given, .surname])
        #expect(people.middles.values.map(people.names.text) == ["john"])
        #expect(people.firsts.values.map(people.names.text) == ["emeka", "william", "ruth"])
    }

    @Test("A name that stands alone goes into the field where others have it")
    func loneNames() throws {
        let people = try file(
            "first_name,surname\nEmeka,Okafor\nRuth,Okafor\nRuth,Quill\nOkafor,\n,Ruth\nQuil,\nXystus,\n"
        ).people
        func texts(_ runs: Runs, _ record: Int) -> [String] {
            runs.range(record).map { people.names.text(runs.values[$0]) }
        }
        #expect(texts(people.surnames, 3) == ["okafor"] && texts(people.firsts, 3).isEmpty)
        #expect(texts(people.firsts, 4) == ["ruth"] && texts(people.surnames, 4).isEmpty)
        #expect(texts(people.surnames, 5) == ["quil"], "by its sound")
        #expect(texts(people.firsts, 6) == ["xystus"], "nobody else has it")
    }
}
