import Testing

@Suite("House rules") struct HouseRulesTests {
    @Test("The rule holds", arguments: HouseRule.all)
    func holds(_ rule: HouseRule) {
        for breach in rule.check(SourceTree.files) {
            Issue.record("\(breach); remedy: \(rule.remedy)")
        }
    }

    @Test("The rule catches what it forbids and lets pass what it allows", arguments: HouseRule.all)
    func bites(_ rule: HouseRule) {
        #expect(!rule.breaks.isEmpty, "give the rule a small tree that breaks it")
        for tree in rule.breaks {
            #expect(!rule.check(tree).isEmpty, "not caught: \(tree.map(\.text))")
        }
        for tree in rule.keeps {
            #expect(rule.check(tree).map(\.description) == [])
        }
    }

    @Test("The tree that the rules read is the package")
    func tree() {
        let paths = Set(SourceTree.files.map(\.path))
        #expect(paths.isSuperset(of: ["Package.swift", "Sources/Vocabulary/Fault.swift", "README.md"]))
    }

    @Test("A file longer than a reader likes is pointed out before it is refused")
    func length() {
        for file in SourceTree.files where file.isSource && HouseRule.lineCount(file) > HouseRule.lineCountLiked {
            Issue.record(
                "\(file.path) has \(HouseRule.lineCount(file)) lines; split it by subject before it reaches 400",
                severity: .warning
            )
        }
    }
}

@Suite("Reading Swift as text") struct SwiftTextTests {
    @Test("Comments and literals are left out of the code, and lines keep their numbers")
    func code() {
        let scanned = SwiftText.scan("let a = 1 // try!\n/* as! /* x */\n */ let b = \"try! \\(f(\"x\"))\" + c\nlet d")
        #expect(scanned.code == "let a = 1 \n\n let b = \"(f(\"\"))\" + c\nlet d")
        #expect(scanned.literals.map(\.text) == ["x", "try! ?"])
        #expect(scanned.literals.map(\.line) == [3, 3])
    }

    @Test("Raw and long literals are read to their own end")
    func rawLiterals() {
        let scanned = SwiftText.scan("let a = #\"say \"hi\" \\#(n)\"#\nlet b = \"\"\"\n  one \"two\"\n  \"\"\"\nlet c")
        #expect(scanned.literals.map(\.text) == ["say \"hi\" ?", "\n  one \"two\"\n  "])
        #expect(scanned.code == "let a = \"(n)\"\nlet b = \"\n\n\"\nlet c")
    }

    @Test("A pattern knows the line of each match")
    func lines() {
        #expect(Pattern("b+").matches(in: "a\nbb\n\nb").map(\.line) == [2, 4])
        #expect(
            SourceFile("a.swift", "// c\n\nimport A\n@testable import B\npackage import struct C.D").imports.map(\.word)
                == ["A", "B", "C"]
        )
    }
}
