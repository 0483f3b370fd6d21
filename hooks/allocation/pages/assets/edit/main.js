/* 改数据, 结果, 待办: what these pages do. */
