"""The items that the closed engine can put on a list: it knows no other words."""

from __future__ import annotations

ITEMS = tuple(
    item.strip()
    for item in """
apples, bananas, lemons, oranges, pears, grapes, strawberries, avocados, tomatoes, potatoes, carrots, onions, garlic,
salad, lettuce, cucumber, peppers, mushrooms, spinach, broccoli, bread, butter, cheese, milk, oat milk, cream, yogurt,
eggs, ham, bacon, chicken, beef, fish, tofu, pasta, rice, flour, sugar, salt, pepper, oil, olive oil, vinegar,
ketchup, mustard, honey, jam, cereal, oatmeal, beans, lentils, nuts, soup, pizza, coffee, tea, water, juice, orange
juice, wine, beer, chocolate, cookies, ice cream, chips, toilet paper, paper towels, tissues, soap, shampoo,
toothpaste, dish soap, detergent, trash bags, batteries, light bulbs, diapers, cat food, dog food, candles, flowers,
clean the kitchen, do the laundry, take out the trash, water the plants, feed the cat, walk the dog, call mom, call
dad, call the doctor, pay the bills, wash the car, mow the lawn
""".replace("\n", " ").split(",")
)
