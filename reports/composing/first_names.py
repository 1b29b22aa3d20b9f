"""First names that are common in the United Kingdom, and no everyday words: what makes two capitals a person (H19)."""

FIRST_NAMES = frozenset(
    """
    aaron abigail adam adrian aidan aileen aisha alan alasdair alastair albert alec alexander alfred ali alice
    alison allan amanda amelia amir amy andrea andrew angela angus anita ann anna anne annie anthony antony
    archie arthur ashley audrey ava barbara barry beatrice ben benjamin bernadette bethany betty beverley brenda
    brian bridget bruce bryan callum cameron carl carol caroline catherine cathy charles charlie charlotte
    cheryl chloe chris christina christine christopher claire clare colin connor craig cynthia daniel danielle
    darren david dawn dean deborah debbie declan denise dennis derek diana diane donald donna dorothy douglas
    duncan edward eileen elaine eleanor elena elizabeth ella ellen emily emma eric erin esther ethan euan eva
    evelyn ewan fatima fergus fiona fraser freya gareth gary gavin gemma geoffrey george georgia gerald gillian
    glenn gordon graeme graham gregor gregory hamish hannah harriet harry hassan hazel heather helen henry
    hilary hugh iain ian imran irene isaac isabella isla isobel jack jackie jacqueline jacob james jamie jane
    janet janice jason jasmine jayne jean jeffrey jennifer jenny jeremy jessica jill jim joan joanna joanne joe
    john jonathan jordan joseph josephine joshua joyce judith julia julian julie karen kate katherine kathleen
    kathryn katie keith kelly kenneth kerry kevin khalid kieran kim kirsten kirsty kyle laura lauren lawrence
    leanne lee leonard leslie lewis liam linda lindsay lisa lorna lorraine louise lucy luke lynn lynne maggie
    malcolm marcus margaret maria marie marion martin martyn matthew maureen megan melanie melissa michael
    michelle mohammed mohammad moira morag muhammad murray nadia naomi natalie natasha neil niall nicholas
    nicola nigel norman oliver olivia oscar owen pamela patricia patrick paul paula pauline peter philip
    philippa phillip priya rachel ralph raymond rebecca rhona richard robert robin roderick roger ronald rory
    rosemary ross roy russell ruth ryan sally samantha samuel sandra sara sarah scott sean sharon shaun sheila
    shirley shona simon sophie stacey stella stephanie stephen steven stewart stuart susan suzanne sylvia tanya
    teresa terence theresa thomas timothy tom tony tracey tracy trevor valerie vanessa veronica victoria vincent
    vivienne wayne wendy william yasmin yusuf yvonne zainab zoe
    """.split()
)
